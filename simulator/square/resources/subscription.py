"""Subscription: what a customer pays for again and again, its states and every way between them. Not: its invoices.

Source: Square, "Manage subscriptions" and "Subscription actions and events". A charge that fails moves nothing here:
the subscription stays ACTIVE (Square, "Subscription billing"; staff, forum threads 3014 and 20855).
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["PENDING", "ACTIVE", "CANCELED", "DEACTIVATED", "PAUSED"]

CREATED, UPDATED = "subscription.created", "subscription.updated"

GOING_ON: tuple[Status, ...] = ("PENDING", "ACTIVE", "PAUSED", "DEACTIVATED")

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[str, str], Move[str]] = {
    ("PENDING", "started"): Move("ACTIVE", UPDATED),
    ("ACTIVE", "paused"): Move("PAUSED", UPDATED),
    ("ACTIVE", "deactivated"): Move("DEACTIVATED", UPDATED),
    ("PAUSED", "resumed"): Move("ACTIVE", UPDATED),
    ("DEACTIVATED", "resumed"): Move("ACTIVE", UPDATED),
    **{(state, "canceled"): Move("CANCELED", UPDATED) for state in GOING_ON},
    **{(state, "changed"): Move(state, UPDATED) for state in GOING_ON},
}


class SubscribedPhase(msgspec.Struct, frozen=True):
    """A phase of the plan as this subscription has it."""

    uid: str
    ordinal: int
    plan_phase_uid: str
    order_template_id: str | None = None


class Action(msgspec.Struct, frozen=True):
    """A change that is to come on a day, `YYYY-MM-DD` in the subscription's time zone."""

    id: str
    type: str
    effective_date: str
    new_plan_variation_id: str | None = None
    monthly_billing_anchor_date: int | None = None
    phases: tuple[tuple[int, str | None], ...] = ()
    """Of a swap: ordinals of the new plan's phases, and the order templates that go with them."""


class Happening(msgspec.Struct, frozen=True):
    """A change that was made: what `ListSubscriptionEvents` tells. `info` is a code and its sentence."""

    id: str
    type: str
    effective_date: str
    plan_variation_id: str
    monthly_billing_anchor_date: int | None = None
    info: tuple[str, str] | None = None


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer has subscribed to. Days are `YYYY-MM-DD` in its time zone, times unix milliseconds."""

    id: str
    location_id: str
    plan_variation_id: str
    customer_id: str
    created_at: int
    start_date: str
    timezone: str
    source_name: str
    time_of_day: int
    """Seconds after midnight at which it is billed: recorded to be the same on every day. Not shown."""
    status: Status = "ACTIVE"
    version: int = 1
    canceled_date: str | None = None
    charged_through_date: str | None = None
    completed_date: str | None = None
    """The day on which its last phase had run out."""
    tax_percentage: str | None = None
    price_override: int | None = None
    card_id: str | None = None
    invoice_ids: tuple[str, ...] = ()
    """Newest first."""
    anchor_day: int | None = None
    """The day of the month on which it is billed; None for cadences of days."""
    anchored: bool = False
    """Whether somebody has chosen that day. Not shown."""
    phases: tuple[SubscribedPhase, ...] = ()
    phase: int = 0
    """Which of them it is in. Not shown."""
    periods: int = 0
    """How many periods of that phase were billed. Not shown."""
    next_date: str = ""
    """The day on which the next period begins. Not shown."""
    actions: tuple[Action, ...] = ()
    """In the order in which they come about."""
    happenings: tuple[Happening, ...] = ()
    """Oldest first."""


def move(subscription: Subscription, what: str) -> tuple[Subscription, tuple[str, ...]]:
    """Return `subscription` after `what` happened, and the types of the events to announce.

    A deactivation leaves the version as it was (recorded). Raises Forbidden if there is no such move.
    """
    step = follow(MOVES, subscription.status, what)
    version = subscription.version if what == "deactivated" else subscription.version + 1
    return replace(subscription, status=step.to, version=version), step.announces


def with_action(subscription: Subscription, *actions: Action) -> Subscription:
    """Return the subscription with further actions, those of the same day in the order in which they were asked for."""
    return replace(
        subscription, actions=tuple(sorted((*subscription.actions, *actions), key=lambda one: one.effective_date))
    )


def without_action(subscription: Subscription, *types: str) -> Subscription:
    """Return the subscription without its actions of these types."""
    return replace(subscription, actions=tuple(one for one in subscription.actions if one.type not in types))


def pending(subscription: Subscription, kind: str) -> Action | None:
    """Return the next action of that type, None if there is none."""
    return next((one for one in subscription.actions if one.type == kind), None)
