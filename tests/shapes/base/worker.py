"""Works through the inbox, oldest news first, and asks the provider what is true. Not: taking the news.

What cannot be finished now (no answer, or one that is older than the news) stays in the inbox and is tried again.
"""

import json
import logging
import time

import stripe
import thin
from till import NoAnswerError

NAP_SECONDS = 0.05
FIRST_RETRY, LAST_RETRY = 0.3, 3.0
"""Seconds until news that could not be finished is tried again: twice as long each time, up to the last."""
OTHER_NEWS = ("charge.refunded",)
"""What can be the first to tell of money, when it overtakes the news of the payment."""
ONLY_NAME_THEIR_PAYMENT = ("charge", "refund", "dispute")
"""What has to be read to know which payment it is about."""
OPEN, CANCELLED, HELD, PAID, REFUNDED = range(5)

log = logging.getLogger("worker")


class Worker:
    def __init__(self, shape, settings, inbox, orders, till):
        self.shape, self.settings, self.inbox, self.orders, self.till = shape, settings, inbox, orders, till

    def run(self):
        """Work for ever. News that must wait holds nothing up: it has its turn again after those behind it."""
        retries, pauses, after = {}, {}, 0
        while True:
            try:
                news = self.inbox.next(after, time.time() - self.shape.waits_seconds)
                if news is None:
                    after = 0
                    time.sleep(NAP_SECONDS)
                    continue
                after = news["number"]
                if retries.get(after, 0) <= time.monotonic():
                    self.work(news)
                    retries.pop(after, None)
                    pauses.pop(after, None)
            except Exception as problem:
                log.warning("news %s waits: %s", after, type(problem).__name__)
                pauses[after] = min(2 * pauses.get(after, FIRST_RETRY / 2), LAST_RETRY)
                retries[after] = time.monotonic() + pauses[after]
                time.sleep(NAP_SECONDS)

    def work(self, news):
        outcome = self.hear(news)
        self.inbox.finish(news["number"])
        log.info("news %s: %s", news["number"], outcome)

    def hear(self, news):
        try:
            event = self.opened(news)
        except ValueError:
            return "not signed by the provider"
        if event["livemode"] is not self.settings.live or (event.get("notification") or {}).get("context"):
            return "not for us"
        thing = event["data"]["object"]
        if "notification" in event and thing["object"] in ONLY_NAME_THEIR_PAYMENT:
            thing = self.till.thing(event["notification"]) or thing
        named = payment_named(thing)
        if named is None:
            return "not for us"
        order = self.orders.of_payment(named)
        if self.agrees(event, order):
            return "known"
        payment = self.till.look(named)
        if payment is None or payment.live is not self.settings.live:
            return "the provider knows no such payment"
        if thin.lags(event, payment) if "notification" in event else lags(payment, thing):
            raise NoAnswerError("the provider does not show this yet")
        order = order or self.orders.order(payment.order or "")
        if order is None or payment.order != order["id"]:
            return "about no order of ours"
        step = earned(payment, order)
        if order["step"] < HELD <= step and event["type"] not in (*self.shape.pays_on, *OTHER_NEWS):
            return "no news of ours"
        self.orders.move(order["id"], payment, step)
        return f"order {order['id']} {step}"

    def opened(self, news):
        """Return the event: what the door has verified and kept of it, or all of it if nobody has verified it yet."""
        if self.shape.verifies == "worker":
            return read_event(self.settings, True, news["raw"], news["signature"])
        return json.loads(news["raw"])

    def agrees(self, event, order):
        """Say whether our books say already what a payment's own event says: then nobody has to be asked."""
        return (
            self.shape.asks == "if_it_differs"
            and order is not None
            and order["step"] == PAID
            and event["type"] in ("payment_intent.succeeded", "payment_intent.created", "charge.succeeded")
        )


def read_event(settings, verified, raw, signature):
    """Return the event of these bytes. Raises ValueError if they are not signed, or are none."""
    try:
        if verified:
            event = stripe.Webhook.construct_event(raw, signature, settings.hook_secret).to_dict()
        else:
            event = stripe.Event.construct_from(json.loads(raw), None).to_dict()
        thing = event["data"]["object"]
        named = [event["id"], event["type"], thing["object"]] + ([thing["id"]] if "id" in thing else [])
    except (AttributeError, KeyError, RecursionError, TypeError, stripe.SignatureVerificationError) as problem:
        raise ValueError("no event") from problem
    if not all(isinstance(name, str) for name in named) or not isinstance(event.get("livemode"), bool):
        raise ValueError("no event")
    return event


def essence(event):
    """Return what the worker needs of an event; the rest is not ours to keep, for people write anything into it."""
    thing = event["data"]["object"]
    needed = {name: thing.get(name) for name in ("object", "id", "payment_intent", "status", "amount_refunded")}
    plain = {name: value for name, value in needed.items() if isinstance(value, str | int)}
    told = {name: event[name] for name in ("id", "type", "livemode", "notification") if name in event}
    return {**told, "data": {"object": plain}}


def payment_named(thing):
    """Return the payment or the session that news is about; a charge, a refund and a dispute name their payment."""
    named = (
        thing.get("id") if thing["object"] in ("payment_intent", "checkout.session") else thing.get("payment_intent")
    )
    return named if isinstance(named, str) else None


def earned(payment, order):
    """Return how far an order has come by its payment: money that is not the money asked for is held."""
    if payment.status == "canceled":
        return CANCELLED
    if payment.status != "succeeded":
        return OPEN
    if payment.refunded - payment.bounced >= payment.received:
        return REFUNDED
    owed = order["amount"] if order["to_take"] is None else order["to_take"]
    return PAID if (payment.received, payment.currency) == (owed, order["currency"]) else HELD


def lags(payment, thing):
    """Say whether the provider's answer is older than its own news: its reads may lag a moment behind."""
    if thing["object"] == "payment_intent":
        return thing.get("status") == "succeeded" and payment.status != "succeeded"
    return thing["object"] == "charge" and thing.get("amount_refunded", 0) > payment.refunded
