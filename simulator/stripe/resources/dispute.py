"""Dispute: a cardholder's bank asks about a charge, or takes its money back. Not: the books, or the charge itself.

Source: Stripe, "How disputes work"; the two kinds as recorded. An inquiry moves no money unless it is escalated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal[
    "warning_needs_response",
    "warning_under_review",
    "warning_closed",
    "needs_response",
    "under_review",
    "won",
    "lost",
]

CLOSED: tuple[Status, ...] = ("warning_closed", "won", "lost")
INQUIRY: tuple[Status, ...] = ("warning_needs_response", "warning_under_review", "warning_closed")

_CHARGEBACK: tuple[Status, ...] = ("needs_response", "under_review")
_WARNING: tuple[Status, ...] = ("warning_needs_response", "warning_under_review")

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("warning_needs_response", "submitted"): Move("warning_under_review", "charge.dispute.updated"),
    ("warning_under_review", "submitted"): Move("warning_under_review", "charge.dispute.updated"),
    ("needs_response", "submitted"): Move("under_review", "charge.dispute.updated"),
    ("under_review", "submitted"): Move("under_review", "charge.dispute.updated"),
    **{(state, "escalated"): Move("needs_response", "charge.dispute.updated") for state in _WARNING},
    **{
        (state, "won"): Move("won", "charge.dispute.closed", "charge.dispute.funds_reinstated") for state in _CHARGEBACK
    },
    **{(state, "lost"): Move("lost", "charge.dispute.closed") for state in _CHARGEBACK},
    **{
        (state, what): Move("warning_closed", "charge.dispute.closed") for state in _WARNING for what in ("won", "lost")
    },
}


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """A dispute. The amount is an integer in the currency's minor unit; `rows` are what it wrote into the books."""

    id: str
    created: int
    amount: int
    currency: str
    charge: str
    payment_intent: str
    brand: str | None
    """The card's network; None for a debit."""
    reason: str = "fraudulent"
    status: Status = "needs_response"
    case_type: Literal["chargeback", "inquiry"] = "chargeback"
    network_reason_code: str = "10.4"
    evidence: Mapping[str, Any] = {}
    metadata: Mapping[str, str] = {}
    rows: tuple[Any, ...] = ()
    submissions: int = 0
    due_by: int | None = None
    customer: str | None = None
    """Whose payment it was. Not shown."""
    session: str | None = None
    """The checkout session whose page was paid. Not shown."""


def move(dispute: Dispute, what: str) -> tuple[Dispute, tuple[str, ...]]:
    """Return `dispute` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, dispute.status, what)
    return replace(dispute, status=step.to), step.announces
