"""What a target sells by the period, put into a world as its merchant would in the dashboard. Not: subscribing."""

from __future__ import annotations

from typing import Any

from harness.descriptor.model import Descriptor
from harness.failures import NoVerdict
from simulator.client import Side, SimulatorError, WorldClient


def sold_plans(descriptor: Descriptor, world: WorldClient, provider: str, side: Side) -> dict[str, str]:
    """Sell the descriptor's plans at that provider; return their ids there, by `plan.NAME`, as settings have them.

    Raises NoVerdict if the simulator refuses one.
    """
    table = descriptor.subscription
    if table is None or provider not in table.providers:
        return {}
    ids = {}
    for name, plan in table.plans.items():
        params: dict[str, Any] = {
            "name": name,
            "amount": plan.amount,
            "currency": plan.currency,
            "interval": plan.interval,
            "trial_days": plan.trial_days,
        }
        try:
            sold = world.act("sell_plan", side, provider=provider, **params)
        except SimulatorError as refused:
            raise NoVerdict("gap in the simulator", f"[subscription.plans.{name}] cannot be sold: {refused}") from None
        ids[f"plan.{name}"] = str(sold.answer["id"])
    return ids
