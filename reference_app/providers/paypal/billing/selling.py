"""Protection: what PayPal bills under a plan's id is that plan. Not: what is done if not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_app.providers.paypal.api import Api
from reference_app.providers.paypal.money import minor
from reference_app.subscriptions.plans import Plan

DAYS = {"DAY": 1, "WEEK": 7}


def difference(api: Api, plan: Plan, plan_id: str) -> str | None:
    """Return in what PayPal's plan is not ours, or None."""
    told = api.ask(lambda client: client.subscriptions.get_billing_plan(plan_id))
    if told.get("status") != "ACTIVE":
        return "active"
    *trials, regular = sorted(told["billing_cycles"], key=lambda one: int(one["sequence"]))
    if _every(regular) != (plan.interval.upper(), 1) or regular.get("total_cycles"):
        return "interval"
    amount, currency = minor(regular["pricing_scheme"]["fixed_price"])
    if currency != plan.currency:
        return "currency"
    if amount != plan.amount or _fee(told):
        return "amount"
    free = all(not one.get("pricing_scheme") or minor(one["pricing_scheme"]["fixed_price"])[0] == 0 for one in trials)
    return None if free and sum(map(_days, trials)) == plan.trial_days else "trial"


def _every(cycle: Mapping[str, Any]) -> tuple[str, int]:
    return str(cycle["frequency"]["interval_unit"]), int(cycle["frequency"].get("interval_count") or 1)


def _days(cycle: Mapping[str, Any]) -> int:
    unit, count = _every(cycle)
    return DAYS.get(unit, 0) * count * int(cycle.get("total_cycles") or 0)


def _fee(told: Mapping[str, Any]) -> int:
    fee = (told.get("payment_preferences") or {}).get("setup_fee")
    return minor(fee)[0] if fee else 0
