"""Payout: money on its way from the balance to the merchant's bank. Not: the books, or the bank account.

Source: Stripe, "Payouts" and "Payout statuses"; a payout that was paid may still be returned by the bank.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["pending", "in_transit", "paid", "failed", "canceled"]

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("pending", "canceled"): Move("canceled", "payout.canceled"),
    ("pending", "sent"): Move("in_transit", "payout.updated"),
    ("in_transit", "arrived"): Move("paid", "payout.paid"),
    ("pending", "failed"): Move("failed", "payout.failed"),
    ("in_transit", "failed"): Move("failed", "payout.failed"),
    ("paid", "failed"): Move("failed", "payout.failed"),
}


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """A payout. The amount is an integer in the currency's minor unit; `arrival_date` is a unix second, at midnight."""

    id: str
    created: int
    amount: int
    currency: str
    arrival_date: int
    destination: str
    balance_transaction: str
    automatic: bool = False
    reconciled: bool = False
    """Whether the rows that an automatic payout pays out can be listed."""
    status: Status = "pending"
    description: str | None = None
    statement_descriptor: str | None = None
    metadata: Mapping[str, str] = {}
    failure_code: str | None = None
    failure_message: str | None = None
    failure_balance_transaction: str | None = None


class PayoutSchedule(msgspec.Struct, frozen=True, kw_only=True):
    """When Stripe pays out by itself. `since` is the unix second from which it holds."""

    id: str
    interval: Literal["daily", "manual"]
    since: int


def move(payout: Payout, what: str) -> tuple[Payout, tuple[str, ...]]:
    """Return `payout` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, payout.status, what)
    return replace(payout, status=step.to), step.announces
