"""Works through the inbox on the shop's own event loop, and asks Square what is true. Not: taking the news."""

import asyncio
import json
import logging
import time

from till import NoAnswerError

NAP_SECONDS = 0.05
FIRST_RETRY, LAST_RETRY = 0.3, 3.0
OPEN, CANCELLED, HELD, PAID, REFUNDED = range(5)

log = logging.getLogger("worker")


def read_event(raw):
    """Return the names in an event, which are all that is kept of it. Raises ValueError if it is none."""
    try:
        event = json.loads(raw)
        kind, data = event["type"].partition(".")[0], event["data"]
        about = (data.get("object") or {}).get(kind) or {}
        of = about.get("payment_id") or (about.get("disputed_payment") or {}).get("payment_id")
        told = {
            "id": event["event_id"],
            "type": event["type"],
            "about": data.get("id") or "",
            "order": about.get("order_id") or "",
            "payment": of or (data.get("id") if kind == "payment" else "") or "",
            "completed": str(about.get("status") == "COMPLETED"),
        }
    except (AttributeError, KeyError, RecursionError, TypeError) as problem:
        raise ValueError("no event") from problem
    if not all(isinstance(name, str) for name in told.values()) or not told["id"]:
        raise ValueError("no event")
    return told


class Worker:
    def __init__(self, inbox, orders, till):
        self.inbox, self.orders, self.till = inbox, orders, till

    async def run(self):
        """Work for ever. News that must wait holds nothing up: it has its turn again after those behind it."""
        retries, pauses, after = {}, {}, 0
        while True:
            try:
                kept = await asyncio.to_thread(self.inbox.next, after, time.time())
                if kept is None:
                    after = 0
                    await asyncio.sleep(NAP_SECONDS)
                    continue
                after = kept["number"]
                if retries.get(after, 0) <= time.monotonic():
                    outcome = await self.hear(json.loads(kept["raw"]))
                    await asyncio.to_thread(self.inbox.finish, after)
                    log.info("news %s: %s", after, outcome)
                    retries.pop(after, None)
                    pauses.pop(after, None)
            except Exception as problem:
                log.warning("news %s waits: %s", after, type(problem).__name__)
                pauses[after] = min(2 * pauses.get(after, FIRST_RETRY / 2), LAST_RETRY)
                retries[after] = time.monotonic() + pauses[after]
                await asyncio.sleep(NAP_SECONDS)

    async def hear(self, event):
        kind = event["type"].partition(".")[0]
        if kind not in ("payment", "refund", "dispute"):
            return "not for us"
        named = event["order"] if kind == "payment" else None
        named = named or (await self.till.order_of(event["payment"]) if event["payment"] else None)
        payment = await self.till.look(named) if named else None
        if payment is None:
            return "the provider knows no such payment"
        shown = event["about"] in payment.parts
        if not shown and (kind == "refund" or (kind == "payment" and event["completed"] == "True")):
            raise NoAnswerError("the provider does not show this yet")
        order = await asyncio.to_thread(self.orders.order, payment.order or "")
        if order is not None and order["payment"] is None:
            # News was faster than the reply to the call that made the page.
            await asyncio.to_thread(self.orders.wait_for, order, payment.id)
        elif order is None or order["payment"] != payment.id:
            return "about no order of ours"
        step = earned(payment, order)
        await asyncio.to_thread(self.orders.move, order["id"], payment, step)
        return f"order {order['id']} {step}"


def earned(payment, order):
    """Return how far an order has come by its payment: money that is not the money asked for is held."""
    if payment.status == "over":
        return CANCELLED
    if payment.status != "paid":
        return OPEN
    if payment.refunded - payment.bounced >= payment.received:
        return REFUNDED
    return PAID if (payment.received, payment.currency) == (order["amount"], order["currency"]) else HELD
