"""Charge: one attempt to take money, and what came of it. Not: the intent that asked for it, or the books."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["pending", "succeeded", "failed"]

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("pending", "settled"): Move("succeeded", "charge.succeeded"),
    ("pending", "failed"): Move("failed", "charge.failed"),
    ("succeeded", "captured"): Move("succeeded", "charge.captured"),
    ("succeeded", "refunded"): Move("succeeded", "charge.refunded"),
    ("succeeded", "released"): Move("succeeded"),
    ("succeeded", "expired"): Move("succeeded", "charge.expired"),
    ("succeeded", "updated"): Move("succeeded", "charge.updated"),
}

BORN: dict[Status, str] = {"succeeded": "charge.succeeded", "failed": "charge.failed", "pending": "charge.pending"}
"""The event that announces a new charge, by the state it is born in."""

UNASSESSED: Mapping[str, Any] = {
    "advice_code": None,
    "network_advice_code": None,
    "network_decline_code": None,
    "network_status": "approved_by_network",
    "reason": None,
    "risk_level": "not_assessed",
    "seller_message": "Payment complete.",
    "type": "authorized",
}
"""The outcome of money that no card network was asked for, without a score; as a public report of 2025 shows it."""


class Charge(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An attempt to take money. Amounts are integers in the currency's minor unit."""

    id: str
    created: int
    amount: int
    currency: str
    payment_intent: str
    """Empty for what a transfer brought."""
    method: Any
    """The payment method as it was: the value itself, not its id."""
    status: Status = "succeeded"
    captured: bool = True
    amount_captured: int = 0
    amount_refunded: int = 0
    refunded: bool = False
    let_go: int = 0
    """What of a hold was released without a capture. Shown by versions before basil alone."""
    manual: bool = False
    """Authorised only, to be captured by a later call."""
    capture_before: int | None = None
    balance_transaction: str | None = None
    customer: str | None = None
    description: str | None = None
    metadata: Mapping[str, str] = {}
    failure_code: str | None = None
    failure_message: str | None = None
    outcome: Mapping[str, Any] = {}
    authorization_code: str | None = None
    network_transaction_id: str | None = None
    three_d_secure: Mapping[str, Any] | None = None
    mandate: str | None = None
    """The permission that a debit rests on."""
    fraud_details: Mapping[str, Any] = {}
    receipt_email: str | None = None
    receipt: str | None = None
    """The secret end of the receipt's address; None for an attempt that failed."""
    shipping: Mapping[str, Any] | None = None
    statement_descriptor: str | None = None
    statement_descriptor_suffix: str | None = None
    application_fee: str | None = None
    application_fee_amount: int | None = None
    """What was asked for; it is capped when the charge is booked."""
    on_behalf_of: str | None = None
    transfer: str | None = None
    transfer_data: Mapping[str, Any] | None = None
    transfer_group: str | None = None
    source_transfer: str | None = None
    """The transfer of another account that arrived as this payment, which has no intent and no method of its own."""

    session: str | None = None
    """The checkout session whose page it was paid on. Not shown."""
    dispute: str | None = None
    charged_back: bool = False
    """Whether a dispute has taken the money: then nothing can be refunded. Not shown."""

    @property
    def refundable(self) -> int:
        """What can still be given back: of an uncaptured charge, what is held."""
        return (self.amount_captured if self.captured else self.amount) - self.amount_refunded


def captured(charge: Charge, amount: int) -> tuple[Charge, tuple[str, ...]]:
    """Return the charge with `amount` of what was held taken; the rest is released, which is no refund."""
    step = follow(MOVES, charge.status, "captured")
    return replace(charge, captured=True, amount_captured=amount), step.announces


def refunded(charge: Charge, amount: int) -> tuple[Charge, tuple[str, ...]]:
    """Return the charge with `amount` more given back; `refunded` is true only when nothing is left."""
    step = follow(MOVES, charge.status, "refunded")
    total = charge.amount_refunded + amount
    return replace(charge, amount_refunded=total, refunded=charge.refundable == amount), step.announces


def refund_failed(charge: Charge, amount: int) -> Charge:
    """Return the charge with `amount` of what was given back owed again; no event tells of that."""
    return replace(charge, amount_refunded=charge.amount_refunded - amount, refunded=False)


def released(charge: Charge) -> tuple[Charge, tuple[str, ...]]:
    """Return an uncaptured charge whose hold was let go: that is no refund (Stripe, changelog of basil)."""
    step = follow(MOVES, charge.status, "released")
    return replace(charge, let_go=charge.amount), step.announces


def expired(charge: Charge) -> tuple[Charge, tuple[str, ...]]:
    """Return an uncaptured charge whose authorisation ran out."""
    step = follow(MOVES, charge.status, "expired")
    return replace(charge, let_go=charge.amount), step.announces
