"""Subscription: what a customer pays for again and again, its states and every way between them. Not: its invoices.

Source: Stripe, "How subscriptions work"; what a cancellation shows as recorded. What happens to one that is canceled
while it is incomplete is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["incomplete", "incomplete_expired", "trialing", "active", "past_due", "unpaid", "canceled", "paused"]

UPDATED, DELETED = "customer.subscription.updated", "customer.subscription.deleted"

CANCELABLE: tuple[Status, ...] = ("incomplete", "trialing", "active", "past_due", "unpaid", "paused")
ENDED: tuple[Status, ...] = ("canceled", "incomplete_expired")
RUNNING: tuple[Status, ...] = ("trialing", "active", "past_due", "unpaid")
"""Its periods follow each other."""
PAUSABLE: tuple[Status, ...] = ("active", "past_due")
"""What a call can pause; that what is past due can be is unconfirmed."""
OWING: tuple[Status, ...] = ("past_due", "unpaid")

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("incomplete", "paid"): Move("active", UPDATED),
    ("incomplete", "expired"): Move("incomplete_expired", UPDATED),
    ("trialing", "trial ended"): Move("active", UPDATED),
    ("trialing", "paused"): Move("paused", "customer.subscription.paused", UPDATED),
    ("trialing", "payment failed"): Move("past_due", UPDATED),
    **{(state, "paused"): Move("paused", "customer.subscription.paused", UPDATED) for state in PAUSABLE},
    ("active", "payment failed"): Move("past_due", UPDATED),
    ("paused", "resumed"): Move("active", "customer.subscription.resumed", UPDATED),
    ("past_due", "given up"): Move("unpaid", UPDATED),
    ("past_due", "paid"): Move("active", UPDATED),
    ("unpaid", "paid"): Move("active", UPDATED),
    **{(state, "canceled"): Move("canceled", DELETED) for state in CANCELABLE},
}


class SubscriptionItem(msgspec.Struct, frozen=True, kw_only=True):
    """So many pieces of one price. Times are unix seconds, amounts minor units."""

    id: str
    created: int
    subscription: str
    price: str
    current_period_start: int
    current_period_end: int
    quantity: int = 1
    metadata: Mapping[str, str] = {}
    discounts: tuple[str, ...] = ()
    tax_rates: tuple[str, ...] = ()
    billed_price: str | None = None
    """The price that was last billed for it: after a change without proration, that of before. Not shown."""
    billed: int = 0
    """What the whole period costs by what was last billed for it, less discounts. Not shown; a credit is its share."""
    billed_by: tuple[str, str] | None = None
    """The invoice and the line that billed the period. Shown only where a credit names what it gives back."""
    deleted: bool = False
    """Taken off its subscription; it is in no list."""


class PendingUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """What a subscription becomes when an invoice is paid, if that is by `expires_at`, a unix second.

    Also a resumption: of it nothing is shown but when it runs out (recorded).
    """

    expires_at: int
    invoice: str
    items: tuple[SubscriptionItem, ...]
    billing_cycle_anchor: int | None = None
    trial_end: int | None = None
    resumes: bool = False


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer has subscribed to, with its items as they were. Times are unix seconds of the world's clock."""

    id: str
    created: int
    customer: str
    currency: str
    billing_cycle_anchor: int
    items: tuple[SubscriptionItem, ...] = ()
    """Oldest first; each is stored under its own id, too."""
    status: Status = "incomplete"
    billing_mode: str = "flexible"
    cancel_at: int | None = None
    cancel_at_period_end: bool = False
    canceled_at: int | None = None
    cancellation_details: Mapping[str, str | None] = {}
    default_payment_method: str | None = None
    collection_method: str = "charge_automatically"
    days_until_due: int | None = None
    default_tax_rates: tuple[str, ...] = ()
    description: str | None = None
    discounts: tuple[str, ...] = ()
    """What is taken off its invoices, in this order; what counts once is gone when it has counted."""
    ended_at: int | None = None
    latest_invoice: str | None = None
    metadata: Mapping[str, str] = {}
    missing_payment_method: str = "create_invoice"
    """What becomes of it at the end of a trial if there is nothing to pay with: also `cancel` or `pause`."""
    payment_method_types: tuple[str, ...] | None = None
    """What its invoices can be paid with, if that was said."""
    pause_collection: Mapping[str, Any] | None = None
    """Its invoices are not collected meanwhile: `behavior`, and `resumes_at` (unix seconds) if that is known."""
    pending_setup_intent: str | None = None
    pending_update: PendingUpdate | None = None
    save_default_payment_method: str = "off"
    """`on_subscription`: what it was paid with is kept as its default."""
    trial_end: int | None = None
    trial_start: int | None = None
    pending: tuple[str, ...] = ()
    """Invoice items that wait for its next invoice, in their order. Not shown."""

    @property
    def period_start(self) -> int:
        return self.items[0].current_period_start

    @property
    def period_end(self) -> int:
        """All items have one period: prices of different intervals are not simulated."""
        return self.items[0].current_period_end


def move(subscription: Subscription, what: str) -> tuple[Subscription, tuple[str, ...]]:
    """Return `subscription` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, subscription.status, what)
    return replace(subscription, status=step.to), step.announces


def updated(subscription: Subscription) -> tuple[Subscription, tuple[str, ...]]:
    """Return it with its pending update applied, and the events; of one without as it is."""
    waits = subscription.pending_update
    if waits is None:
        return subscription, ()
    moved = replace(subscription, items=waits.items, pending_update=None)
    if waits.billing_cycle_anchor is not None:
        moved = replace(moved, billing_cycle_anchor=waits.billing_cycle_anchor)
    if waits.resumes:
        return move(moved, "resumed")
    if waits.trial_end is not None:
        moved, _ = move(replace(moved, trial_end=waits.trial_end), "trial ended")
    return moved, (UPDATED, "customer.subscription.pending_update_applied")


def canceled(subscription: Subscription, at: int, reason: str) -> tuple[Subscription, tuple[str, ...]]:
    """Return it canceled at a moment, and the events; when somebody asked for it first stays known (recorded)."""
    moved, told = move(subscription, "canceled")
    details: dict[str, Any] = {**moved.cancellation_details, "reason": reason}
    planned = moved.cancel_at_period_end or moved.cancel_at is not None
    asked = moved.canceled_at if planned and moved.canceled_at is not None else at
    ended = replace(
        moved, canceled_at=asked, ended_at=at, cancellation_details=details, pending=(), pending_update=None
    )
    return ended, told
