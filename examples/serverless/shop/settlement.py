"""Bringing an order to what Stripe shows: the only place where money moves one. Not: how it came to be looked at."""

from shop import log, payments, tables
from shop.orders import DISPATCHES, learn
from shop.settings import SETTINGS

TRIES = 3


class LagsError(Exception):
    """Stripe does not show yet what its own news has told."""


def settle(stripe_, session, *, news=(), claims=(), patient=True):
    """Look at a page, take over what it says of its order, and remember the news that has led here.

    `claims` are what the news says has happened. While Stripe's answer lacks it, it is older than the news, and what
    it does say is taken over, but the news is kept: LagsError. Also raises NoAnswerError and ConflictError.
    """
    for last in range(TRIES)[::-1]:
        facts = payments.look(stripe_, session)
        if facts is None or facts.live is not SETTINGS.live:
            log.write("WARNING", "Stripe knows no such page", session=session)
            tables.remember(news)
            return
        order = tables.find(session=session) or tables.find(id=facts.order or "")
        if order is None or order.session not in (None, session):
            log.write("WARNING", "this page is not that of an order of ours", session=session, payment=facts.payment)
            tables.remember(news)
            return
        lags = patient and not all(confirms(facts, claim) for claim in claims)
        try:
            book(order, facts, () if lags else news)
        except tables.ConflictError:
            if not last:
                raise
            continue
        if lags:
            raise LagsError(session)
        return


def book(order, facts, news=()):
    """Write down what a payment means for its order, and what the order is owed then."""
    now = learn(order, facts)
    if now != order or news:
        tables.update(now, dispatches=DISPATCHES if now.status == "paid" else (), news=news)
    if now.status != order.status:
        log.audit("stripe", "payment", order.id, now.status, "worker", was=order.status, payment=now.payment)
    if now.status == "held":
        money = f"{now.captured} {now.captured_currency} came, {now.amount} {now.currency} were asked for"
        log.write("ERROR", "the money differs: a person must look", order=order.id, payment=now.payment, money=money)


def claim_of(thing):
    """Return what the object of an event says has happened to the money: a name and how much, or None."""
    match thing.get("object"):
        case "checkout.session" if thing.get("payment_status") == "paid":
            return "captured", 1
        case "payment_intent":
            return "captured", thing.get("amount_received") or 0
        case "charge":
            return "refunded", thing.get("amount_refunded") or 0
        case "dispute":
            return "disputes", 1
    return None


def confirms(facts, claim):
    what, much = claim
    return getattr(facts, what) >= much
