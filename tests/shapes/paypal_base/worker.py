"""Works through the inbox and asks PayPal what is true. Not: taking the news.

What cannot be finished now (no answer, or one that is older than the news) stays in the inbox and is tried again.
"""

import json
import logging
import time

from news import lags, read_event
from till import NoAnswerError

NAP_SECONDS = 0.05
FIRST_RETRY, LAST_RETRY = 0.3, 3.0
OPEN, CANCELLED, HELD, PAID, REFUNDED = range(5)
OURS = ("CHECKOUT.ORDER.", "PAYMENT.CAPTURE.", "PAYMENT.REFUND.", "CUSTOMER.DISPUTE.")

log = logging.getLogger("worker")


class Worker:
    def __init__(self, shape, inbox, orders, till, verified):
        self.shape, self.inbox, self.orders, self.till, self.verified = shape, inbox, orders, till, verified

    def run(self):
        """Work for ever. News that must wait holds nothing up: it has its turn again after those behind it."""
        retries, pauses, after = {}, {}, 0
        while True:
            try:
                kept = self.inbox.next(after, time.time())
                if kept is None:
                    after = 0
                    time.sleep(NAP_SECONDS)
                    continue
                after = kept["number"]
                if retries.get(after, 0) <= time.monotonic():
                    self.work(kept)
                    retries.pop(after, None)
                    pauses.pop(after, None)
            except Exception as problem:
                log.warning("news %s waits: %s", after, type(problem).__name__)
                pauses[after] = min(2 * pauses.get(after, FIRST_RETRY / 2), LAST_RETRY)
                retries[after] = time.monotonic() + pauses[after]
                time.sleep(NAP_SECONDS)

    def work(self, kept):
        number, raw = kept["number"], kept["raw"]
        if self.shape.verifies == "worker":
            raw = self.inbox.unsealed(kept)
            if not self.verified(raw, json.loads(kept["signature"])):
                self.inbox.park(number)
                log.warning("news %s refused: not signed by the provider", number)
                return
        outcome = self.hear(read_event(raw) if self.shape.verifies == "worker" else json.loads(raw))
        self.inbox.finish(number)
        log.info("news %s: %s", number, outcome)

    def hear(self, event):
        if not event["type"].startswith(OURS):
            return "not for us"
        named = event["order"] or self.till.order_of(event["capture"])
        if not named:
            return "the provider knows no such payment"
        dispute = event["about"] if event["type"].startswith("CUSTOMER.DISPUTE.") else None
        payment = self.till.look(named, dispute)
        if payment is None:
            return "the provider knows no such payment"
        if lags(event, payment):
            raise NoAnswerError("the provider does not show this yet")
        order = self.orders.order(payment.order or "")
        if order is not None and order["payment"] is None:
            self.orders.wait_for(order, payment.id)  # news was faster than the reply to the call that made it
        elif order is None or order["payment"] != payment.id:
            return "about no order of ours"
        if payment.status == "approved" and self.shape.takes == "told":
            payment = taken(self.till, order, payment)
        step = earned(payment, order)
        self.orders.move(order["id"], payment, step)
        return f"order {order['id']} {step}"


def taken(till, order, payment):
    """Take what was approved, if it is what is owed, and return the order at PayPal as it is then."""
    if payment.offered == (order["amount"], order["currency"]):
        till.take(payment, f"order-{order['id']}-take-{payment.id}")
        return till.look(payment.id) or payment
    return payment


def earned(payment, order):
    """Return how far an order has come by its payment: money that is not the money asked for is held."""
    if payment.status == "over":
        return CANCELLED
    if payment.status != "paid":
        return OPEN
    if payment.refunded - payment.bounced >= payment.received:
        return REFUNDED
    return PAID if (payment.received, payment.currency) == (order["amount"], order["currency"]) else HELD
