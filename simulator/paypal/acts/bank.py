"""What banks and PayPal itself do: dispute, decide, settle or fail, tell twice. Not: what buyers do."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.machine import Forbidden
from simulator.paypal import errors
from simulator.paypal.acts.finding import Params, amount_of, capture_of, object_of, refund_of, taken_of
from simulator.paypal.command import Changes
from simulator.paypal.flows import disputes, settling
from simulator.paypal.flows.billing import sales
from simulator.paypal.flows.payments import give_back
from simulator.paypal.resources.dispute import REASONS, Dispute
from simulator.paypal.resources.sale import Sale
from simulator.provider import Act, Announcement, Outcome
from simulator.world import Books


def complete(books: Books, params: Params) -> Outcome:
    """End a pending capture: {object, succeed?}; also a sale of a subscription."""
    taken, changes, succeeds = taken_of(books, params), Changes(books), bool(params.get("succeed", True))
    try:
        if isinstance(taken, Sale):
            return changes.outcome(sales.settle(changes, taken, completed=succeeds))
        return changes.outcome(settling.settle(changes, taken, completed=succeeds))
    except Forbidden as no:
        raise errors.act(f"{taken.id}: {no}.") from None


def dispute(books: Books, params: Params) -> Outcome:
    """Let the buyer dispute a payment: {object: order, capture, subscription or sale, reason?, amount?, inquiry?}."""
    reason = str(params.get("reason") or "MERCHANDISE_OR_SERVICE_NOT_RECEIVED")
    if reason not in REASONS:
        raise errors.act(f"reason = {reason!r} is none. Write one of: {', '.join(REASONS)}.")
    taken = taken_of(books, params)
    status = taken.state.upper() if isinstance(taken, Sale) else taken.status
    if status not in ("COMPLETED", "PARTIALLY_REFUNDED"):
        raise errors.act(f"{taken.id} has a status of {status}: nobody can dispute it.")
    if taken.dispute is not None:
        raise errors.act(f"{taken.id} is disputed already: {taken.dispute}.")
    amount = amount_of(params)
    if amount is not None and amount > taken.amount - taken.refunded:
        raise errors.act(f"amount = {amount} is more than was paid.")
    changes = Changes(books)
    stage = "INQUIRY" if params.get("inquiry", True) else "CHARGEBACK"
    return changes.outcome(disputes.begin(changes, taken, reason, amount, stage))


def close_dispute(books: Books, params: Params) -> Outcome:
    """Let PayPal decide a dispute: {object: dispute, or its payment, won?}; won by the merchant."""
    found = object_of(books, params)
    if not isinstance(found, Dispute):
        taken = taken_of(books, params)
        found = books.objects.get(taken.dispute or "")
        if not isinstance(found, Dispute):
            raise errors.act(f"{taken.id} is not disputed.")
    changes = Changes(books)
    return changes.outcome(disputes.decide(changes, found, seller_wins=bool(params.get("won", True))))


def delay_refund(books: Books, params: Params) -> Outcome:
    """Refund from the dashboard what went by eCheck: {object, amount?}. It is pending until settled or failed."""
    changes = Changes(books)
    given = give_back(changes, capture_of(books, params), amount_of(params), {})
    return changes.outcome(settling.put_off(changes, given))


def settle_refund(books: Books, params: Params) -> Outcome:
    """Let a pending refund go through: {object: refund, or its payment}."""
    given, changes = refund_of(books, params), Changes(books)
    try:
        return changes.outcome(settling.settle_refund(changes, given))
    except Forbidden as no:
        raise errors.act(f"{given.id}: {no}.") from None


def fail_refund(books: Books, params: Params) -> Outcome:
    """Let a refund fail, also one that had succeeded: {object: refund, or its payment}."""
    given, changes = refund_of(books, params), Changes(books)
    try:
        return changes.outcome(settling.fail_refund(changes, given))
    except Forbidden as no:
        raise errors.act(f"{given.id}: {no}.") from None


def retell(books: Books, params: Params) -> Outcome:
    """Tell one fact a second time: {object, type}. A new event of the same type with the same resource."""
    object_id, event_type = str(params.get("object") or ""), str(params.get("type") or "")
    for event in reversed(books.events.values()):
        if event.type == event_type and object_id in event.objects and not event.invented:
            return Outcome(event.snapshot, announcements=(Announcement(event.type, event.snapshot),))
    raise errors.act(f"No event of type {event_type!r} has told of {object_id!r}.")


BANK_ACTS: Mapping[str, Act] = {
    "complete": complete,
    "dispute": dispute,
    "close_dispute": close_dispute,
    "delay_refund": delay_refund,
    "settle_refund": settle_refund,
    "fail_refund": fail_refund,
    "retell": retell,
}
