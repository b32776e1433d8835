"""Refund: money on its way back. Not: the charge it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["pending", "succeeded", "failed", "canceled", "requires_action"]

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("pending", "settled"): Move("succeeded", "refund.updated", "charge.refund.updated"),
    ("succeeded", "reference arrived"): Move("succeeded", "refund.updated", "charge.refund.updated"),
    ("succeeded", "updated"): Move("succeeded", "refund.updated", "charge.refund.updated"),
    ("pending", "updated"): Move("pending", "refund.updated", "charge.refund.updated"),
    ("succeeded", "failed"): Move("failed", "refund.failed", "refund.updated", "charge.refund.updated"),
    ("pending", "failed"): Move("failed", "refund.failed", "refund.updated", "charge.refund.updated"),
    ("requires_action", "canceled"): Move("canceled", "refund.updated", "charge.refund.updated"),
}


class Refund(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Money given back. The amount is an integer in the currency's minor unit."""

    id: str
    created: int
    amount: int
    currency: str
    charge: str
    payment_intent: str
    """Empty for what a reversal took back."""
    payment_method: str | None = None
    customer: str | None = None
    status: Status = "succeeded"
    balance_transaction: str | None = None
    failure_balance_transaction: str | None = None
    failure_reason: str | None = None
    instructions_email: str | None = None
    """Whom Stripe asks for an account that it does not know."""
    metadata: Mapping[str, str] = {}
    reason: str | None = None
    reference: str | None = None
    """The acquirer's number; it is known only some time after the refund."""
    transfer_reversal: str | None = None
    """Of a destination charge's refund: what was taken back from the destination."""
    source_transfer_reversal: str | None = None
    """Of a payment that a transfer brought: the reversal that this is."""
    session: str | None = None
    """The checkout session whose page was paid. Not shown."""


def move(refund: Refund, what: str) -> tuple[Refund, tuple[str, ...]]:
    """Return `refund` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, refund.status, what)
    return replace(refund, status=step.to), step.announces
