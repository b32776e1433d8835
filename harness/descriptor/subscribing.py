"""Subscriptions in `assay.toml` as data: what is sold by the month, how it is subscribed to, and who has access now.

Not: single purchases (`model.py`). Amounts are integers in the currency's minor unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from harness.descriptor.asking import HttpRequest, Table

SubscriptionKind = Literal[
    "stripe_subscription", "stripe_subscription_session", "paypal_subscription", "square_subscription"
]
"""Which object of the provider a sign-up makes, and the subscriber pays or approves."""
SUBSCRIPTIONS_OF: Mapping[SubscriptionKind, str] = {
    "stripe_subscription": "stripe",
    "stripe_subscription_session": "stripe",
    "paypal_subscription": "paypal",
    "square_subscription": "square",
}
"""Whose object each of them is."""
Interval = Literal["day", "week", "month", "year"]


class Plan(Table, frozen=True):
    """What is sold by the period, at the price that the target's server must use.

    Each world sells it at each provider; its id there is `{stripe.plan.NAME}` in `[target]`.
    """

    amount: int
    currency: str
    interval: Interval = "month"
    trial_days: int = 0
    """Days that a new subscriber does not pay for."""


class Subscribing(Table, frozen=True):
    """One way to subscribe: what a customer's browser sends, from signing up to where the provider asks."""

    requests: tuple[HttpRequest, ...]
    """`{plan}` is which plan; `{payment_method}` is what a browser brings where it pays on the target's server."""
    object: SubscriptionKind
    finish: tuple[HttpRequest, ...] = ()
    """What the browser sends when the provider has sent it back, where the target needs that."""


class SubscriptionTable(Table, frozen=True):
    requests: tuple[HttpRequest, ...]
    object: SubscriptionKind
    plans: dict[str, Plan]
    subscription_id: str = "{subscription}"
    """How the subscription is named in later requests, from saved variables."""
    finish: tuple[HttpRequest, ...] = ()
    other: dict[str, Subscribing] = {}
    """Further ways to subscribe, by name: of other providers, or by other objects."""
    change: tuple[HttpRequest, ...] = ()
    """Requests by which its owner changes to `{plan}`."""
    cancel: tuple[HttpRequest, ...] = ()
    """Requests by which its owner cancels."""

    def way(self, provider: str) -> Subscribing | None:
        """Return the way to subscribe by that provider; None if there is none."""
        main = Subscribing(requests=self.requests, object=self.object, finish=self.finish)
        ways = (main, *self.other.values())
        return next((way for way in ways if SUBSCRIPTIONS_OF[way.object] == provider), None)

    @property
    def providers(self) -> set[str]:
        """By which providers it can be subscribed."""
        return {SUBSCRIPTIONS_OF[kind] for kind in (self.object, *(way.object for way in self.other.values()))}


class EntitlementTable(Table, frozen=True):
    """How to ask whether a subscriber has access now."""

    read: HttpRequest
    """Sent by the subscriber's browser, with what signing up saved."""
    access: str
    """*Where* the answer stands in the reply."""
    granted: tuple[str, ...] = ("true", "True", "active", "trialing")
    """The target's names for yes; every other word, and no such subscription, is a no."""
    plan: str | None = None
    """*Where* the plan stands that it is access to."""
    grace_days: int | None = None
    """Days of access after a renewal that failed; None: nothing is said of it."""
