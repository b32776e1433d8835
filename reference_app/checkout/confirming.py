"""Paying on our server: the browser brings a payment method, never a card. Not: HTTP (`routes.py`)."""

from __future__ import annotations

from reference_app.checkout import doubt, placing
from reference_app.logs import log
from reference_app.orders import attempts, looking, states
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.providers.trouble import DeclinedError, KeyReusedError, ProviderError, RefusedError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop

CANNOT_BE_USED = "This payment method cannot be used."
DECLINED = "Your payment was declined. Nothing was charged; please try another way."


def pay(shop: Shop, order: Order, source: str, attempt: str) -> tuple[Order, Opened]:
    """Try to take the order's money, and return the order as the provider's record makes it.

    Raises RefusalError (402) for a decline, with the bank's sentence for the buyer; NotOpenedError if nobody knows what
    came of it: then the same attempt asks again, and the webhook settles it anyway.
    """
    before, opened = order, placing.open_for(shop, order)
    order = placing.as_stored(shop, order)
    if order.status not in states.PAYABLE:
        return order, opened
    provider = shop.provider(order.provider)
    if not provider.fits(order, source):
        if provider.fits(before, source):  # another payment had to follow: the webhook was quicker than the browser
            raise RefusalError(402, "declined", DECLINED)
        raise RefusalError(422, "payment_method", CANNOT_BE_USED)
    if not provider.asks_cards:
        return _agreed(shop, order), opened
    name = f"pay-{attempt}"
    key = attempts.begin(shop.database, order.id, name)
    if key is None:
        return looking.look_again(shop, order), opened
    try:
        provider.pay(order, source, attempt, key)
    except DeclinedError as declined:
        attempts.ended(shop.database, order.id, name, attempts.DECLINED)
        log("payment_declined", order=order.id, code=declined.code, request_id=declined.request_id)
        said = declined.said or "Your card was declined."
        raise RefusalError(402, "declined", f"{said} Nothing was charged; please try another card.") from declined
    except KeyReusedError as reused:
        raise RefusalError(409, "key_in_use", "This Idempotency-Key belongs to another attempt.") from reused
    except RefusedError as refused:
        attempts.ended(shop.database, order.id, name, attempts.REFUSED)
        raise RefusalError(422, "payment_method", CANNOT_BE_USED) from refused
    except ProviderError as trouble:
        doubt.still_pending(order, trouble)
        seen = looking.look_again(shop, order)
        if seen.status in states.PAYABLE:
            raise placing.NotOpenedError(order) from trouble
    else:
        attempts.ended(shop.database, order.id, name, attempts.ANSWERED)
    return looking.look_again(shop, order), opened


def _agreed(shop: Shop, order: Order) -> Order:
    """Take what the buyer says that he has agreed to: whether he has, and to what, the provider's record says."""
    seen = looking.look_again(shop, order)
    if seen.status == "payment_failed":
        raise RefusalError(402, "declined", DECLINED)
    return seen
