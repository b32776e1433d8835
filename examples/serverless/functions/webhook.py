"""The door for Stripe's news: verified, put into the queue, acknowledged. What it means is the worker's business.

What is not in the queue when this function returns is lost, for nothing of it goes on afterwards.
"""

import json
import sqlite3

import stripe
from cloud import queue
from shop import log
from shop.settings import SETTINGS
from shop.settlement import claim_of
from shop.web import body_of, origin_of, reply

MOST_BYTES = 512 * 1024


def handler(event, context):
    origin, body = origin_of(event), body_of(event)
    if len(body) > MOST_BYTES:
        return reply(413, {"error": "too large"})
    try:
        stripe.WebhookSignature.verify_header(
            body.decode(), event["headers"].get("stripe-signature", ""), SETTINGS.webhook_secret, tolerance=300
        )
        news = read(json.loads(body))
    except (stripe.SignatureVerificationError, ValueError, RecursionError) as error:
        log.audit("unknown", "webhook", None, f"refused: {type(error).__name__}", origin)
        return reply(400, {"error": "not signed by Stripe"})
    if news["live"] is not SETTINGS.live:
        return noted(news, "ignored: of the other mode", origin)
    if not (news["session"] or news["payment"]):
        return noted(news, "about no payment", origin)
    try:
        queue.send(json.dumps(news))
    except sqlite3.Error as error:
        log.write("ERROR", "the queue takes nothing", news=news["id"], error=type(error).__name__)
        return reply(503, {"error": "please send it again"})
    return noted(news, "queued", origin)


def read(told):
    """Return what of an event the worker needs. Raises ValueError for what is signed and yet no event."""
    try:
        thing = told["data"]["object"]
        session = thing["id"] if thing["object"] == "checkout.session" else None
        payment = thing["id"] if thing["object"] == "payment_intent" else thing.get("payment_intent")
        names = [told["id"], told["type"], thing["object"], session or "", payment or "", thing.get("id") or ""]
        news = {"id": told["id"], "type": told["type"], "live": told["livemode"], "object": thing.get("id")}
        news |= {"session": session, "payment": payment, "claim": claim_of(thing)}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("no event") from error
    if not all(isinstance(name, str) for name in names):
        raise ValueError("no event")
    return news


def noted(news, result, origin):
    log.audit("stripe", news["type"], news["object"], result, origin, event=news["id"], payment=news["payment"])
    return reply(200, {"received": True})
