"""Dispute: a cardholder's bank takes money back. Not: the payment it is about.

Source: Square, "Disputes API: dispute states".
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

State = Literal[
    "INQUIRY_EVIDENCE_REQUIRED",
    "INQUIRY_PROCESSING",
    "INQUIRY_CLOSED",
    "EVIDENCE_REQUIRED",
    "PROCESSING",
    "WON",
    "LOST",
    "ACCEPTED",
]

_STATE = "dispute.state.updated"

MOVES: dict[tuple[str, str], Move[str]] = {
    ("EVIDENCE_REQUIRED", "submitted"): Move("PROCESSING", _STATE),
    ("EVIDENCE_REQUIRED", "accepted"): Move("ACCEPTED", _STATE),
    ("EVIDENCE_REQUIRED", "won"): Move("WON", _STATE),
    ("EVIDENCE_REQUIRED", "lost"): Move("LOST", _STATE),
    ("PROCESSING", "won"): Move("WON", _STATE),
    ("PROCESSING", "lost"): Move("LOST", _STATE),
    ("PROCESSING", "accepted"): Move("ACCEPTED", _STATE),
    ("INQUIRY_EVIDENCE_REQUIRED", "submitted"): Move("INQUIRY_PROCESSING", _STATE),
    ("INQUIRY_EVIDENCE_REQUIRED", "accepted"): Move("ACCEPTED", _STATE),
    ("INQUIRY_EVIDENCE_REQUIRED", "won"): Move("INQUIRY_CLOSED", _STATE),
    ("INQUIRY_EVIDENCE_REQUIRED", "lost"): Move("EVIDENCE_REQUIRED", _STATE),
    ("INQUIRY_PROCESSING", "won"): Move("INQUIRY_CLOSED", _STATE),
    ("INQUIRY_PROCESSING", "lost"): Move("EVIDENCE_REQUIRED", _STATE),
}
"""Accepting after a submission answers without error (recorded in Square's own tests)."""

OPEN = ("EVIDENCE_REQUIRED", "INQUIRY_EVIDENCE_REQUIRED")
CLOSED = ("WON", "LOST", "ACCEPTED", "INQUIRY_CLOSED")


class Dispute(msgspec.Struct, frozen=True):
    """A disputed payment. The amount is an integer in minor units, times are unix milliseconds of the world."""

    id: str
    created_at: int
    updated_at: int
    amount: int
    currency: str
    payment_id: str
    order_id: str
    location_id: str
    reason: str
    brand: str
    due_at: int
    reported_at: int
    state: State = "EVIDENCE_REQUIRED"
    evidence_ids: tuple[str, ...] = ()
    submitted: bool = False
    version: int = 1
    brand_dispute_id: str = ""
    link_id: str | None = None
    invoice_id: str | None = None
    subscription_id: str | None = None


class Evidence(msgspec.Struct, frozen=True):
    """What a seller says against a dispute: a text, or a file of which only name and type are kept."""

    id: str
    dispute_id: str
    uploaded_at: int
    type: str | None = None
    text: str | None = None
    filename: str | None = None
    filetype: str | None = None
    removed: bool = False


def move(dispute: Dispute, what: str, at: int) -> tuple[Dispute, tuple[str, ...]]:
    """Return `dispute` after `what` happened, one version on, and the types of the events.

    Raises Forbidden, naming the states that allow `what`, if the table has no such move.
    """
    step = follow(MOVES, dispute.state, what)
    return replace(dispute, state=step.to, updated_at=at, version=dispute.version + 1), step.announces
