"""Subscription: the states it can be in and every way between them. Not: its plan, its money, what time does to it.

Source: PayPal, "Subscriptions v1". That a suspended one which becomes active is told of as RE-ACTIVATED is documented
by the event's name only (unconfirmed). That it expires with its last charge, not at the end of what that pays for, is
seen in public.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow
from simulator.paypal.terms import Terms

Status = Literal["APPROVAL_PENDING", "APPROVED", "ACTIVE", "SUSPENDED", "CANCELLED", "EXPIRED"]
Funding = Literal["ok", "declined", "pending"]
"""What the buyer's way to pay leads to: a sale, a failure, or a sale that is pending (an eCheck)."""

ACTIVATED, CANCELLED = "BILLING.SUBSCRIPTION.ACTIVATED", "BILLING.SUBSCRIPTION.CANCELLED"

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("APPROVAL_PENDING", "approved"): Move("APPROVED"),
    ("APPROVAL_PENDING", "activated"): Move("ACTIVE", ACTIVATED),
    ("APPROVED", "activated"): Move("ACTIVE", ACTIVATED),
    ("APPROVAL_PENDING", "set-up failed"): Move("CANCELLED", CANCELLED),
    ("APPROVED", "set-up failed"): Move("CANCELLED", CANCELLED),
    ("ACTIVE", "suspended"): Move("SUSPENDED", "BILLING.SUBSCRIPTION.SUSPENDED"),
    ("SUSPENDED", "activated"): Move("ACTIVE", "BILLING.SUBSCRIPTION.RE-ACTIVATED"),
    ("ACTIVE", "cancelled"): Move("CANCELLED", CANCELLED),
    ("SUSPENDED", "cancelled"): Move("CANCELLED", CANCELLED),
    ("ACTIVE", "expired"): Move("EXPIRED", "BILLING.SUBSCRIPTION.EXPIRED"),
}


class Payment(msgspec.Struct, frozen=True):
    """The last payment, in minor units, at a unix second."""

    amount: int
    at: int


class Failure(msgspec.Struct, frozen=True):
    """The last payment that failed, and when it is tried again, if it is."""

    amount: int
    at: int
    reason: str
    retry_at: int | None


class Attempt(msgspec.Struct, frozen=True):
    """A cycle that is not paid yet: which, how much is asked for, how often that has failed."""

    cycle: int
    amount: int
    failures: int = 0


class Revision(msgspec.Struct, frozen=True):
    """What the merchant proposes, and the buyer has not agreed to yet."""

    token: str
    plan: str
    quantity: str
    shipping: int
    address: Mapping[str, Any] | None
    terms: Terms | None
    return_url: str | None
    cancel_url: str | None


class Approval(msgspec.Struct, frozen=True):
    """What a link leads to whose `ba_token` is its id: a subscription, or a change of one."""

    id: str
    subscription: str


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts are integers in the minor unit of its plan's currency, times unix seconds of the world's clock."""

    id: str
    plan: str
    created: int
    updated: int
    start: int
    token: str
    """Its `ba_token`."""
    completed: tuple[int, ...]
    """How often each cycle of its terms was gone through."""
    status: Status = "APPROVAL_PENDING"
    status_updated: int = 0
    note: str | None = None
    quantity: str = "1"
    shipping: int = 0
    shipping_sent: bool = False
    custom_id: str | None = None
    subscriber: Mapping[str, Any] = {}
    terms: Terms | None = None
    """Its own terms, where some of its plan's were overridden."""
    return_url: str | None = None
    cancel_url: str | None = None
    brand: str | None = None
    ships: bool = True
    waits: bool = False
    """The merchant activates it: its buyer was asked to continue, and not to subscribe."""
    funding: Funding = "ok"
    due: int | None = None
    """When it is charged next."""
    since: int | None = None
    """When it first became active."""
    outstanding: int = 0
    failures: int = 0
    last_payment: Payment | None = None
    last_failure: Failure | None = None
    attempt: Attempt | None = None
    retry_at: int | None = None
    revision: Revision | None = None


def move(subscription: Subscription, what: str, now: int) -> tuple[Subscription, tuple[str, ...]]:
    """Return it after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, subscription.status, what)
    return replace(subscription, status=step.to, status_updated=now, updated=now), step.announces
