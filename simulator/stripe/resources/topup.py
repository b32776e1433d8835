"""Topup: money on its way from the merchant's bank into the balance. Not: the books, or the bank account.

Source: Stripe, "Top-ups" and "Add funds to your platform balance".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["pending", "succeeded", "failed", "canceled", "reversed"]

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("pending", "arrived"): Move("succeeded", "topup.succeeded"),
    ("pending", "failed"): Move("failed", "topup.failed"),
    ("pending", "canceled"): Move("canceled", "topup.canceled"),
}


class Topup(msgspec.Struct, frozen=True, kw_only=True):
    """A top-up. The amount is an integer in the currency's minor unit; `expected` is a unix second."""

    id: str
    created: int
    amount: int
    currency: str
    expected: int
    fate: str | None = None
    """Why the test account that it comes from refuses it; None for money that arrives. Not shown."""
    status: Status = "pending"
    balance_transaction: str | None = None
    description: str | None = None
    failure_code: str | None = None
    failure_message: str | None = None
    metadata: Mapping[str, str] = {}
    statement_descriptor: str | None = None
    transfer_group: str | None = None


def move(topup: Topup, what: str) -> tuple[Topup, tuple[str, ...]]:
    """Return `topup` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, topup.status, what)
    return replace(topup, status=step.to), step.announces
