"""Protection: what Square bills under a plan's id is that plan. Not: what is done if not."""

from __future__ import annotations

from typing import Any

from square import Square

from reference_app.providers.square.api import ONCE_MORE
from reference_app.subscriptions.plans import Plan

CADENCES = {"month": "MONTHLY", "year": "ANNUAL", "week": "WEEKLY", "day": "DAILY"}
DAYS = {"DAILY": 1, "WEEKLY": 7, "EVERY_TWO_WEEKS": 14, "THIRTY_DAYS": 30, "SIXTY_DAYS": 60, "NINETY_DAYS": 90}


def difference(client: Square, plan: Plan, variation_id: str) -> str | None:
    """Return in what the plan variation is not the plan, or None."""
    reply = client.catalog.object.get(variation_id, request_options=ONCE_MORE)
    told: dict[str, Any] = reply.object.model_dump(mode="json") if reply.object else {}
    phases = (told.get("subscription_plan_variation_data") or {}).get("phases") or []
    if told.get("is_deleted") or not phases:
        return "active"
    *trial, last = phases
    money = (last.get("pricing") or {}).get("price_money") or (last.get("pricing") or {}).get("price") or {}
    if last.get("cadence") != CADENCES[plan.interval]:
        return "interval"
    if str(money.get("currency")).lower() != plan.currency:
        return "currency"
    if money.get("amount") != plan.amount:
        return "amount"
    days = sum(DAYS.get(str(phase.get("cadence")), 0) * (phase.get("periods") or 0) for phase in trial)
    free = all(((phase.get("pricing") or {}).get("price_money") or {}).get("amount") == 0 for phase in trial)
    return None if free and days == plan.trial_days else "trial"
