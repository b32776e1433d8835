"""What banks and Stripe itself do: dispute, decide, settle or fail a refund, tell twice. Not: what buyers do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.provider import Act, Announcement, Outcome
from simulator.stripe import errors
from simulator.stripe.command import find
from simulator.stripe.flows import disputes, refunds
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.dispute import Dispute
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.refund import Refund
from simulator.world import Books

Params = Mapping[str, Any]

REASONS = frozenset({
    "bank_cannot_process", "credit_not_processed", "duplicate", "fraudulent", "general", "product_not_received",
    "product_unacceptable", "subscription_canceled", "unrecognized",
})  # fmt: skip


def dispute(books: Books, params: Params) -> Outcome:
    """Let the cardholder's bank dispute a payment: {object: pi_, cs_ or ch_, reason?, inquiry?}."""
    reason = str(params.get("reason") or "fraudulent")
    if reason not in REASONS:
        raise errors.error(400, f"reason = {reason!r} is none. Write one of: {', '.join(sorted(REASONS))}.")
    return disputes.begin(books, _charge(books, params), disputes.Complaint(reason, bool(params.get("inquiry"))))


def close_dispute(books: Books, params: Params) -> Outcome:
    """Let the bank decide a dispute: {object: du_, or its payment, won?}."""
    found = books.objects.get(_object(params))
    if not isinstance(found, Dispute):
        charge = _charge(books, params)
        if charge.dispute is None:
            raise errors.error(400, f"{charge.id} is not disputed.")
        found = find(books, Dispute, charge.dispute, "dispute")
    return disputes.decide(books, found, "won" if params.get("won", True) else "lost")


def settle_refund(books: Books, params: Params) -> Outcome:
    """Let a pending refund go through: {object: re_}."""
    return _refunded(books, params, refunds.settle_later)


def fail_refund(books: Books, params: Params) -> Outcome:
    """Let a refund fail, also one that had succeeded: {object: re_}."""
    return _refunded(books, params, refunds.fail_later)


def _refunded(books: Books, params: Params, step: Callable[[Books, str], Outcome | None]) -> Outcome:
    refund = find(books, Refund, _object(params))
    done = step(books, refund.id)
    if done is None:
        raise errors.error(400, f"{refund.id} has a status of {refund.status}: this cannot happen to it any more.")
    return done


def retell(books: Books, params: Params) -> Outcome:
    """Tell one fact a second time: {object, type}. A new event of the same type with the same snapshot.

    Stripe, "Webhooks": two separate Event objects may be generated for one change.
    """
    object_id, event_type = _object(params), str(params.get("type") or "")
    for event in reversed(books.events.values()):
        if event.type == event_type and object_id in event.objects and not event.invented:
            return Outcome(event.snapshot, announcements=(Announcement(event.type, event.snapshot, event.previous),))
    raise errors.error(400, f"No event of type {event_type!r} has told of {object_id!r}.")


BANK_ACTS: Mapping[str, Act] = {
    "dispute": dispute,
    "close_dispute": close_dispute,
    "settle_refund": settle_refund,
    "fail_refund": fail_refund,
    "retell": retell,
}


def _object(params: Params) -> str:
    return str(params.get("object") or "")


def _charge(books: Books, params: Params) -> Charge:
    """Return the charge that is meant; an intent or a session stands for its latest."""
    found = books.objects.get(_object(params))
    if isinstance(found, CheckoutSession) and found.payment_intent is not None:
        found = books.objects.get(found.payment_intent)
    if isinstance(found, PaymentIntent) and found.latest_charge is not None:
        found = books.objects.get(found.latest_charge)
    if not isinstance(found, Charge):
        raise errors.error(400, f"{_object(params)!r} has no charge.")
    return found
