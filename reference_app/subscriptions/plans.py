"""The plans: what the shop sells by subscription, and at what price. A table. Not: the provider's names for them.

Standard library only: the settings read it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan. `amount` is in the minor unit, for each month. Nobody buys it twice: there are no seats."""

    name: str
    title: str
    amount: int
    currency: str
    interval: str = "month"
    trial_days: int = 0
    """Days that cost nothing, once per account."""


PLANS = {
    plan.name: plan
    for plan in (
        Plan("basic", "Basic", 900, "eur"),
        Plan("plus", "Plus", 1900, "eur"),
        Plan("tried", "Basic, with a trial", 900, "eur", trial_days=14),
    )
}
