"""Which plans a target sells by the period, as its descriptor says. Not: subscribing to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.descriptor.model import Descriptor
from harness.descriptor.subscribing import EntitlementTable, SubscriptionTable
from harness.failures import Moot
from harness.providers import TERMS

if TYPE_CHECKING:
    from harness.target.target import Target


def must_sell(descriptor: Descriptor, provider: str) -> tuple[SubscriptionTable, EntitlementTable]:
    """Return what the descriptor says of subscriptions. Raises Moot if the target sells none by this provider."""
    table, entitlement = descriptor.subscription, descriptor.entitlement
    if table is None or entitlement is None:
        raise Moot("the target sells no subscriptions ([subscription])")
    if table.way(provider) is None:
        raise Moot(f"no subscription is paid by {TERMS[provider].title} ([subscription.other])")
    return table, entitlement


def declared(target: Target) -> tuple[SubscriptionTable, EntitlementTable]:
    """Return the same of a running target. Raises Moot."""
    return must_sell(target.descriptor, target.provider)


def plan_with(target: Target, *, trial: bool) -> str:
    """Return the first plan with a trial, or the first without one. Raises Moot if there is none."""
    table, _ = declared(target)
    found = [name for name, plan in table.plans.items() if bool(plan.trial_days) == trial]
    if not found:
        raise Moot(f"no plan {'has a trial' if trial else 'is paid from the start'} ([subscription.plans])")
    return found[0]


def another_plan(target: Target, than: str) -> str:
    """Return a plan without a trial that costs more, if there is one, or else any other. Raises Moot."""
    table, _ = declared(target)
    others = [name for name, plan in table.plans.items() if name != than and not plan.trial_days]
    if not others:
        raise Moot("there is one plan to pay for, and no other to change to ([subscription.plans])")
    return max(others, key=lambda name: table.plans[name].amount)
