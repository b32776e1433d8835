"""What the harness must know of a provider to speak of its subscriptions. Not: single payments (`terms.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from harness.descriptor.subscribing import SubscriptionKind

DAY = 86_400


class Kind(msgspec.Struct, frozen=True):
    """One of a provider's objects that signing up makes."""

    name: SubscriptionKind
    operation: str
    """The provider's operation that makes it, as the simulator's journal calls it."""
    prefix: str | None
    """How its ids begin; None: it is the subscription itself."""


KINDS: Mapping[SubscriptionKind, Kind] = {
    kind.name: kind
    for kind in (
        Kind("stripe_subscription", "subscriptions.create", None),
        Kind("stripe_subscription_session", "checkout.sessions.create", "cs_"),
        Kind("paypal_subscription", "subscriptions.create", None),
        Kind("square_subscription", "subscriptions.create", None),
    )
}


class Billing(msgspec.Struct, frozen=True, kw_only=True):
    """How one provider bills by the period. Statuses are its own words."""

    begun: frozenset[str]
    """Of a subscription that its subscriber has agreed to, and that is not over."""
    plan: Callable[[Mapping[str, Any]], str | None]
    """Which plan a subscription, as it is shown, is of: the id that was sold."""
    has_trial: Callable[[Mapping[str, Any]], bool]
    """Whether days of it were given away."""
    ends: Callable[[Mapping[str, Any]], bool]
    """Whether it is over, or will be when its paid period is."""
    ends_at_once: bool
    """Cancelling ends it then, and not with the period that was paid."""
    can_end_at_once: bool = True
    """A merchant can end it before the paid period is over."""
    first_payment_waits: bool
    """It exists before its first payment is made; otherwise signing up takes the money."""
    asks: bool
    """A bank's question can stand between."""
    changes_with_the_period: bool = False
    """Another plan is billed from the next period on, and shown then."""
    asks_again: bool = False
    """A change needs the subscriber's consent at the provider."""
    retries: int
    """Days after which a renewal that goes on failing has led to the end; 0: the provider never ends it."""


def _stripe_plan(shown: Mapping[str, Any]) -> str | None:
    items = shown.get("items", {}).get("data") or []
    return str(items[0]["price"]["id"]) if items else None


def _stripe_ends(shown: Mapping[str, Any]) -> bool:
    return bool(shown.get("cancel_at_period_end") or shown.get("cancel_at") or shown.get("status") == "canceled")


def _square_trial(shown: Mapping[str, Any]) -> bool:
    """A first phase without a price is told by what the subscription itself says of its phases, if it does."""
    return any((phase.get("pricing") or {}).get("price", {}).get("amount") == 0 for phase in shown.get("phases") or [])


BILLING: Mapping[str, Billing] = {
    "stripe": Billing(
        begun=frozenset(("active", "trialing", "past_due", "unpaid", "paused")),
        plan=_stripe_plan,
        has_trial=lambda shown: shown.get("trial_end") is not None,
        ends=_stripe_ends,
        ends_at_once=False,
        first_payment_waits=True,
        asks=True,
        retries=25,
    ),
    "paypal": Billing(
        begun=frozenset(("ACTIVE", "SUSPENDED")),
        plan=lambda shown: shown.get("plan_id"),
        has_trial=lambda shown: any(
            cycle.get("tenure_type") == "TRIAL"
            for cycle in (shown.get("billing_info") or {}).get("cycle_executions") or []
        ),
        ends=lambda shown: shown.get("status") in ("CANCELLED", "EXPIRED"),
        ends_at_once=True,
        first_payment_waits=True,
        asks=False,
        asks_again=True,
        retries=12,
    ),
    "square": Billing(
        begun=frozenset(("ACTIVE", "PENDING", "PAUSED")),
        plan=lambda shown: shown.get("plan_variation_id"),
        has_trial=_square_trial,
        ends=lambda shown: bool(shown.get("canceled_date")) or shown.get("status") == "CANCELED",
        ends_at_once=False,
        can_end_at_once=False,
        changes_with_the_period=True,
        first_payment_waits=False,
        asks=False,
        retries=0,
    ),
}
"""By the provider's name."""
