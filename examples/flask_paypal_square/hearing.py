"""What news does: the provider is asked first, then one transaction keeps all that follows, or nothing.

A 2xx means *finished*; whatever fails before is a 5xx, and the provider sends the event again. Not: who sent the news.
"""

import logging

from books import advance, mark_seen
from payment import NoAnswerError, RefusedError, state_of

log = logging.getLogger("shop")


def hear(books, till, news):
    """Act on verified news; return what came of it and the status that says so to the provider."""
    if not news.type.startswith(till.ours):
        return "not about money", 200
    if books.seen(news.id):
        return "seen before", 200
    try:
        named = news.order or (news.part and till.order_of(news.part))
        payment = till.look(named, news.dispute) if named else None
    except (NoAnswerError, RefusedError):
        return "the provider could not be asked", 503
    if payment is None:
        return "the provider knows no such payment", 200
    if news.shows and news.shows not in payment.parts:
        return "the provider does not show this yet", 503  # so that the news comes again
    return settle(books, payment, news), 200


def settle(books, payment, news=None):
    """Bring the purchase of a payment to where its payment is; one transaction, with the event that told of it."""
    with books.writing() as connection:
        if news is not None and not mark_seen(connection, news):
            return "seen before"
        purchase = connection.execute(
            "select * from purchases where payment = ? or (payment is null and token = ?)",
            (payment.id, payment.purchase),
        ).fetchone()
        if purchase is None or purchase["token"] != payment.purchase:
            return "about no purchase of ours"
        state = advance(connection, purchase, payment, state_of(payment, purchase))
    if state == "on_hold":
        log.error("purchase %s: the money differs from what was asked; a person must look", purchase["number"])
    return f"purchase {purchase['number']} {state}"
