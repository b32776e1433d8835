"""Giving an order up: its page at Stripe is closed, and takes no money any more. Stripe says whether it could be."""

import sqlite3

from shop import log, payments, tables
from shop.buyers import from_elsewhere, order_of
from shop.settings import SETTINGS
from shop.settlement import settle
from shop.web import origin_of, reply

stripe_ = payments.client(timeout=8, retries=2)


def handler(event, context):
    order = order_of(event)
    if order is None:
        return reply(404, {"error": "no such order"})
    if from_elsewhere(event):
        return reply(403, {"error": "not from our own page"})
    try:
        if order.status == "pending" and order.session:
            payments.close(stripe_, order.session)
            settle(stripe_, order.session)
    except (payments.NoAnswerError, tables.ConflictError, sqlite3.Error) as error:
        log.write("WARNING", "the page could not be closed", order=order.id, error=type(error).__name__)
        return reply(503, {"error": "Please try again in a moment."})
    log.audit("buyer", "cancel", order.id, tables.find(id=order.id).status, origin_of(event))
    return reply(303, "", headers={"location": f"{SETTINGS.public_url}/orders/{order.id}"})
