"""The door that Stripe's news comes through: verified, kept, acknowledged. What it means is the worker's business."""

from fastapi import APIRouter, HTTPException, Request
from stripe import SignatureVerificationError

from shop.inbox import News
from shop.logs import audit
from shop.parts import QueuePart, ShopPart, origin
from shop.payments import claims_of

MOST_BYTES = 512 * 1024

router = APIRouter()


@router.post("/stripe/webhook")
async def webhook(request: Request, shop: ShopPart, queue: QueuePart) -> dict[str, bool]:
    raw = await _body(request)  # as it came: the signature is over these bytes
    secret = shop.settings.stripe_webhook_secret.get_secret_value()
    try:
        event = shop.payments.stripe.construct_event(raw, request.headers.get("stripe-signature"), secret)
        news = news_of(event.to_dict())
    except (SignatureVerificationError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        refused = f"refused: {type(error).__name__}"
        audit(actor="unknown", action="webhook", of=None, result=refused, origin=origin(request))
        raise HTTPException(400, "not signed by Stripe") from None
    told = {"of": news.about, "origin": origin(request), "event": news.id, "payment": news.payment_intent}
    if news.live != shop.settings.live:
        audit(actor="stripe", action=news.type, result="ignored: of the other mode", **told)
        return {"received": True}
    fresh = await shop.inbox.keep(news)  # what cannot be kept is answered 503, and comes again
    audit(actor="stripe", action=news.type, result="kept" if fresh else "known already", **told)
    if fresh and news.payment_intent:
        await queue.settle(news.id)
    return {"received": True}


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "too much")
    return bytes(body)


def news_of(event: dict) -> News:
    """Return the parts of an event that the shop needs. Raises TypeError or KeyError for what is none."""
    thing = event["data"]["object"]
    about = thing.get("id")
    payment = about if thing["object"] == "payment_intent" else thing.get("payment_intent")
    if not all(isinstance(name, str) for name in (event["id"], event["type"], thing["object"])):
        raise TypeError("no event")
    if not isinstance(payment, str | None) or not isinstance(about, str | None):
        raise TypeError("no event")
    return News(event["id"], event["type"], event["livemode"], about, payment, claims_of(thing))
