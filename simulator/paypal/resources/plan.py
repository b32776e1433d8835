"""Plan: the states it can be in and every way between them. Not: what it costs, see `terms.py`; subscriptions.

Source: PayPal, "Subscriptions v1"; what its events are called: "Webhook event names".
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow
from simulator.paypal.terms import Terms

Status = Literal["CREATED", "ACTIVE", "INACTIVE"]

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("CREATED", "activated"): Move("ACTIVE", "BILLING.PLAN.ACTIVATED"),
    ("INACTIVE", "activated"): Move("ACTIVE", "BILLING.PLAN.ACTIVATED"),
    ("ACTIVE", "deactivated"): Move("INACTIVE", "BILLING.PLAN.DEACTIVATED"),
}


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Times are unix seconds of the world's clock."""

    id: str
    product: str
    name: str
    created: int
    updated: int
    terms: Terms
    status: Status = "ACTIVE"
    description: str | None = None
    quantity_supported: bool = False


def move(plan: Plan, what: str, now: int) -> tuple[Plan, tuple[str, ...]]:
    """Return `plan` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, plan.status, what)
    return replace(plan, status=step.to, updated=now), step.announces
