"""Dispute: a buyer wants money back, and who gets it. Not: the money itself.

Source: PayPal, "Disputes v1"; statuses and their order as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["OPEN", "WAITING_FOR_BUYER_RESPONSE", "WAITING_FOR_SELLER_RESPONSE", "UNDER_REVIEW", "RESOLVED"]
UPDATED, RESOLVED = "CUSTOMER.DISPUTE.UPDATED", "CUSTOMER.DISPUTE.RESOLVED"

REASONS = (
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", "UNAUTHORISED",
    "CREDIT_NOT_PROCESSED", "DUPLICATE_TRANSACTION", "INCORRECT_AMOUNT", "PAYMENT_BY_OTHER_MEANS",
    "CANCELED_RECURRING_BILLING", "PROBLEM_WITH_REMITTANCE", "OTHER",
)  # fmt: skip

_UNRESOLVED: tuple[Status, ...] = (
    "OPEN", "WAITING_FOR_BUYER_RESPONSE", "WAITING_FOR_SELLER_RESPONSE", "UNDER_REVIEW",
)  # fmt: skip

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("OPEN", "seller asked"): Move("WAITING_FOR_SELLER_RESPONSE", UPDATED),
    ("UNDER_REVIEW", "seller asked"): Move("WAITING_FOR_SELLER_RESPONSE", UPDATED),
    ("UNDER_REVIEW", "buyer asked"): Move("WAITING_FOR_BUYER_RESPONSE", UPDATED),
    ("WAITING_FOR_SELLER_RESPONSE", "evidence provided"): Move("UNDER_REVIEW", UPDATED),
    ("WAITING_FOR_SELLER_RESPONSE", "claim accepted"): Move("RESOLVED", RESOLVED),
    ("UNDER_REVIEW", "claim accepted"): Move("RESOLVED", RESOLVED),
    **{(state, "decided"): Move("RESOLVED", RESOLVED) for state in _UNRESOLVED},
}


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts are integers in the currency's minor unit."""

    id: str
    created: int
    updated: int
    capture: str
    """What is disputed: a capture, or a sale."""
    order: str | None
    """None where a subscription was paid."""
    amount: int
    currency: str
    reason: str
    status: Status = "OPEN"
    stage: str = "INQUIRY"
    due: int | None = None
    outcome: str | None = None
    refunded: int = 0
    evidences: tuple[Mapping[str, Any], ...] = ()
    subscription: str | None = None
    about: Mapping[str, Any] = {}
    """The disputed transaction as it was when the dispute began."""


def move(dispute: Dispute, what: str, now: int) -> tuple[Dispute, tuple[str, ...]]:
    """Return `dispute` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, dispute.status, what)
    return replace(dispute, status=step.to, updated=now), step.announces
