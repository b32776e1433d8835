"""Payment: the states it can be in and every way between them. Not: orders, refunds, the wire.

Source: Square, "Payments API: payment states"; which fields stand in which state as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow
from simulator.square.card_face import CardFace

Status = Literal["APPROVED", "PENDING", "COMPLETED", "CANCELED", "FAILED"]

MOVES: dict[tuple[str, str], Move[str]] = {
    ("APPROVED", "completed"): Move("COMPLETED", "payment.updated"),
    ("APPROVED", "canceled"): Move("CANCELED", "payment.updated"),
    ("APPROVED", "changed"): Move("APPROVED", "payment.updated"),
    ("PENDING", "completed"): Move("COMPLETED", "payment.updated"),
    ("PENDING", "failed"): Move("FAILED", "payment.updated"),
    ("PENDING", "canceled"): Move("CANCELED", "payment.updated"),
    ("COMPLETED", "noted"): Move("COMPLETED", "payment.updated"),
}
"""(state, what happened) -> next state, event. A completed payment stays so when it is refunded."""

CARD_STATUS: Mapping[str, str] = {
    "APPROVED": "AUTHORIZED",
    "PENDING": "AUTHORIZED",
    "COMPLETED": "CAPTURED",
    "CANCELED": "VOIDED",
    "FAILED": "FAILED",
}


class Fee(msgspec.Struct, frozen=True, gc=False):
    """What Square keeps of a payment; `effective_at` in unix milliseconds."""

    amount: int
    effective_at: int


class Payment(msgspec.Struct, frozen=True, gc=False):
    """An amount that a buyer pays. Amounts are integers in minor units, times unix milliseconds of the world."""

    id: str
    created_at: int
    updated_at: int
    amount: int
    currency: str
    status: Status
    source_type: str
    location_id: str
    order_id: str
    version_token: str
    version: int = 1
    tip: int | None = None
    app_fee: int | None = None
    approved: int | None = None
    """What the card's bank has authorised: it stays when the amount is changed (recorded)."""
    refunded: int = 0
    """What is given back or on its way back."""
    refund_ids: tuple[str, ...] = ()
    fee: Fee | None = None
    hold_seconds: int | None = None
    """How long an authorisation stands; None for what holds nothing."""
    delay_action: str = "CANCEL"
    customer_id: str | None = None
    card: CardFace | None = None
    entry_method: str = "KEYED"
    authorized_at: int | None = None
    captured_at: int | None = None
    voided_at: int | None = None
    errors: tuple[Mapping[str, Any], ...] = ()
    """Why it was declined, as errors show it."""
    risk_level: str = "NORMAL"
    details: Mapping[str, Any] = {}
    """How it was paid if not by card: `external_details`, `cash_details`, `bank_account_details`, `wallet_details`."""
    given: Mapping[str, Any] = {}
    """What the merchant wrote and is shown as it is: note, reference, addresses."""
    link_id: str | None = None
    """The payment link on whose page it was paid; nothing shows it."""
    invoice_id: str | None = None
    """The invoice that it pays; nothing shows it, and neither the subscription."""
    subscription_id: str | None = None
    dispute_id: str | None = None
    square_product: str = "ECOMMERCE_API"

    @property
    def total(self) -> int:
        return self.amount + (self.tip or 0)

    @property
    def refundable(self) -> int:
        return self.total - self.refunded

    @property
    def delayed_until(self) -> int | None:
        """When the hold ends, in unix milliseconds."""
        return None if self.hold_seconds is None else self.created_at + self.hold_seconds * 1000


def move(payment: Payment, what: str, at: int, token: str) -> tuple[Payment, tuple[str, ...]]:
    """Return `payment` after `what` happened at unix millisecond `at`, and the types of the events to announce.

    Every change has a new version token. Raises Forbidden, naming the states that allow `what`, if there is no move.
    """
    step = follow(MOVES, payment.status, what)
    moved = replace(payment, status=step.to, updated_at=at, version=payment.version + 1, version_token=token)
    if what == "completed":
        moved = replace(moved, captured_at=at)
    if what == "canceled":
        moved = replace(moved, voided_at=at)
    return moved, step.announces


def noted(payment: Payment, token: str) -> Payment:
    """Return a payment about which something more is known, as a fee: `updated_at` stays (recorded)."""
    return replace(payment, version=payment.version + 1, version_token=token)
