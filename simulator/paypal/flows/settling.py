"""What becomes of payments by the hand of banks and PayPal: pending ones end, refunds fail. Not: what merchants do."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.paypal.command import Changes
from simulator.paypal.flows import paying
from simulator.paypal.resources.payment import Capture, Refund, move_capture, move_refund


def settle(changes: Changes, taken: Capture, *, completed: bool) -> Capture:
    """End a pending capture. Raises Forbidden for one that is not. A denied one's status is DECLINED (recorded)."""
    after, events = move_capture(taken, "completed" if completed else "denied", changes.books.clock.now())
    after = replace(after, reason=None)
    paying.show(changes, after)
    for event in events:
        changes.tell(event, after)
    return after


def put_off(changes: Changes, given: Refund) -> Refund:
    """Let a refund that was just made be pending, as from an eCheck. The money is spoken for."""
    after = replace(given, status="PENDING", reason="ECHECK")
    paying.show(changes, after)
    changes.announcements = [told for told in changes.announcements if told.snapshot is not given]
    changes.tell("PAYMENT.REFUND.PENDING", after)
    return after


def settle_refund(changes: Changes, given: Refund) -> Refund:
    """Let a pending refund go through. Raises Forbidden for one that is not."""
    after, events = move_refund(given, "settled", changes.books.clock.now())
    after = replace(after, reason=None)
    paying.show(changes, after)
    for event in events:
        changes.tell(event, after)
    return after


def fail_refund(changes: Changes, given: Refund) -> Refund:
    """Let a refund fail, also one that had succeeded: the capture has its money back. Raises Forbidden."""
    now = changes.books.clock.now()
    after, events = move_refund(given, "failed", now)
    taken = changes.get(given.capture)
    if isinstance(taken, Capture):
        left = taken.refunded - given.amount
        was_whole = taken.status == "REFUNDED"
        if was_whole:
            what = "refund failed" if left == 0 else "refund failed in part"
        else:
            what = "refund failed wholly" if left == 0 else "refund failed"
        paying.show(changes, replace(move_capture(taken, what, now)[0], refunded=left))
    paying.show(changes, after)
    for event in events:
        changes.tell(event, after)
    return after
