"""The plans: what the shop sells by subscription, and at what price. A table. Not: the providers' names for them.

Standard library only: the settings read it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan. `amount` is in the minor unit, for each month. Nobody buys it twice: there are no seats."""

    name: str
    title: str
    amount: int
    currency: str = "eur"
    interval: str = "month"
    trial_days: int = 0
    """Days that cost nothing, once per account."""


PLANS = {
    plan.name: plan
    for plan in (
        Plan("basic", "Basic", 900),
        Plan("plus", "Plus", 1900),
        Plan("tried", "Basic, with a trial", 900, trial_days=14),
    )
}

CURRENCIES = ("eur", "usd")
"""In which of them the shop sells, its settings say; the sums are the same."""


def offered(currency: str) -> dict[str, Plan]:
    """Return the plans as a shop sells them that takes this currency."""
    return {name: replace(plan, currency=currency) for name, plan in PLANS.items()}
