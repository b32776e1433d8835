"""Authorization, capture, refund: the money of an order, held, taken, given back. Not: the order, the wire.

Source: PayPal, "Payments v2"; statuses as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

AuthorizationStatus = Literal["CREATED", "PARTIALLY_CAPTURED", "CAPTURED", "VOIDED", "DENIED", "PENDING"]
CaptureStatus = Literal["COMPLETED", "PENDING", "DECLINED", "PARTIALLY_REFUNDED", "REFUNDED", "FAILED"]
RefundStatus = Literal["COMPLETED", "PENDING", "FAILED", "CANCELLED"]

# (state, what happened)  ->  next state, events announced oldest first
AUTHORIZATION_MOVES: dict[tuple[AuthorizationStatus, str], Move[AuthorizationStatus]] = {
    **{(state, "captured in part"): Move("PARTIALLY_CAPTURED") for state in ("CREATED", "PARTIALLY_CAPTURED")},
    **{(state, "captured"): Move("CAPTURED") for state in ("CREATED", "PARTIALLY_CAPTURED")},
    **{
        (state, "voided"): Move("VOIDED", "PAYMENT.AUTHORIZATION.VOIDED")
        for state in ("CREATED", "PARTIALLY_CAPTURED", "PENDING")
    },
    ("CREATED", "replaced"): Move("VOIDED"),
    ("PENDING", "accepted"): Move("CREATED", "PAYMENT.AUTHORIZATION.CREATED"),
    ("PENDING", "denied"): Move("DENIED"),
}

CAPTURE_MOVES: dict[tuple[CaptureStatus, str], Move[CaptureStatus]] = {
    ("PENDING", "completed"): Move("COMPLETED", "PAYMENT.CAPTURE.COMPLETED"),
    ("PENDING", "denied"): Move("DECLINED", "PAYMENT.CAPTURE.DENIED"),
    ("COMPLETED", "refunded in part"): Move("PARTIALLY_REFUNDED"),
    ("PARTIALLY_REFUNDED", "refunded in part"): Move("PARTIALLY_REFUNDED"),
    ("COMPLETED", "refunded"): Move("REFUNDED"),
    ("PARTIALLY_REFUNDED", "refunded"): Move("REFUNDED"),
    ("PARTIALLY_REFUNDED", "refund failed"): Move("PARTIALLY_REFUNDED"),
    ("REFUNDED", "refund failed in part"): Move("PARTIALLY_REFUNDED"),
    ("REFUNDED", "refund failed"): Move("COMPLETED"),
    ("PARTIALLY_REFUNDED", "refund failed wholly"): Move("COMPLETED"),
}

REFUND_MOVES: dict[tuple[RefundStatus, str], Move[RefundStatus]] = {
    ("PENDING", "settled"): Move("COMPLETED", "PAYMENT.CAPTURE.REFUNDED"),
    ("PENDING", "failed"): Move("FAILED", "PAYMENT.REFUND.FAILED"),
    ("COMPLETED", "failed"): Move("FAILED", "PAYMENT.REFUND.FAILED"),
}


class Authorization(msgspec.Struct, frozen=True, kw_only=True):
    """Money held. Amounts are integers in the currency's minor unit."""

    id: str
    order: str
    reference_id: str
    created: int
    updated: int
    amount: int
    currency: str
    expires: int
    status: AuthorizationStatus = "CREATED"
    reason: str | None = None
    captured: int = 0
    captures: int = 0
    invoice_id: str | None = None
    custom_id: str | None = None
    payee: Mapping[str, Any] = {}
    eligible: bool = True
    processor: Mapping[str, str] | None = None
    network: Mapping[str, str] | None = None
    card: bool = False
    again: bool = False
    """It stands for an earlier one, which it renewed."""


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """Money taken. Amounts are integers in the currency's minor unit; `refunded` is what went back of it."""

    id: str
    order: str
    reference_id: str
    created: int
    updated: int
    amount: int
    currency: str
    status: CaptureStatus = "COMPLETED"
    reason: str | None = None
    authorization: str | None = None
    final: bool = True
    invoice_id: str | None = None
    custom_id: str | None = None
    note: str | None = None
    payee: Mapping[str, Any] = {}
    eligible: bool = True
    fee: int = 0
    refunded: int = 0
    refunds: int = 0
    processor: Mapping[str, str] | None = None
    network: Mapping[str, str] | None = None
    card: bool = False
    dispute: str | None = None
    was_pending: bool = False


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """Money given back of a capture. Amounts are integers in the currency's minor unit."""

    id: str
    capture: str
    order: str
    reference_id: str
    created: int
    updated: int
    amount: int
    currency: str
    status: RefundStatus = "COMPLETED"
    reason: str | None = None
    invoice_id: str | None = None
    custom_id: str | None = None
    note: str | None = None
    total: int = 0
    """All that was refunded of the capture, this one included."""
    reversal: bool = False
    """PayPal took the money back, not the merchant."""


class Invoice(msgspec.Struct, frozen=True):
    """An invoice number that a payment carries: by default one payment only. Its id is made from the number."""

    id: str
    payment: str


def invoice_place(number: str) -> str:
    return f"invoice:{number}"


def move_authorization(held: Authorization, what: str, now: int) -> tuple[Authorization, tuple[str, ...]]:
    """Return it after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(AUTHORIZATION_MOVES, held.status, what)
    return replace(held, status=step.to, updated=now), step.announces


def move_capture(taken: Capture, what: str, now: int) -> tuple[Capture, tuple[str, ...]]:
    """Return it after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(CAPTURE_MOVES, taken.status, what)
    return replace(taken, status=step.to, updated=now), step.announces


def move_refund(given: Refund, what: str, now: int) -> tuple[Refund, tuple[str, ...]]:
    """Return it after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(REFUND_MOVES, given.status, what)
    return replace(given, status=step.to, updated=now), step.announces
