"""Refund: money that goes back to a buyer. Not: the payment's own account of it.

Source: Square, "Refunds API"; sandbox refunds complete 2 to 3 seconds after they were asked for (recorded).
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["PENDING", "COMPLETED", "REJECTED", "FAILED"]

MOVES: dict[tuple[str, str], Move[str]] = {
    ("PENDING", "completed"): Move("COMPLETED", "refund.updated"),
    ("PENDING", "rejected"): Move("REJECTED", "refund.updated"),
    ("PENDING", "failed"): Move("FAILED", "refund.updated"),
    ("COMPLETED", "failed"): Move("FAILED", "refund.updated"),
}


class Refund(msgspec.Struct, frozen=True, gc=False):
    """An amount that goes back, in minor units; times are unix milliseconds of the world."""

    id: str
    created_at: int
    updated_at: int
    amount: int
    currency: str
    payment_id: str
    order_id: str
    location_id: str
    status: Status = "PENDING"
    destination_type: str = "CARD"
    reason: str | None = None
    app_fee: int | None = None
    team_member_id: str | None = None
    fee: int | None = None
    """What Square gives back of its fee: 0 or less."""
    fee_effective_at: int = 0
    version: int = 1
    link_id: str | None = None
    invoice_id: str | None = None
    subscription_id: str | None = None
    customer_id: str | None = None
    paid_order_id: str | None = None
    """The order that was paid; `order_id` is that of the return."""


def move(refund: Refund, what: str, at: int) -> tuple[Refund, tuple[str, ...]]:
    """Return `refund` after `what` happened, and the types of the events. Raises Forbidden if there is no such move."""
    step = follow(MOVES, refund.status, what)
    return replace(refund, status=step.to, updated_at=at, version=refund.version + 1), step.announces
