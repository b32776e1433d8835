"""Order: what a buyer is asked to approve, and what became of it. Not: the payments themselves, the wire.

Source: PayPal, "Orders v2"; statuses and what leads to them as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["CREATED", "PAYER_ACTION_REQUIRED", "APPROVED", "SAVED", "VOIDED", "COMPLETED"]
Intent = Literal["CAPTURE", "AUTHORIZE"]
Funding = Literal["completed", "declined", "pending", "instrument_declined"]
"""What comes of taking the money: PayPal tells it only when the merchant captures or authorizes."""

BankAnswer = Literal["success", "failure", "attempted"]

APPROVABLE: tuple[Status, ...] = ("CREATED", "PAYER_ACTION_REQUIRED")
OPEN: tuple[Status, ...] = (*APPROVABLE, "APPROVED", "SAVED")

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("CREATED", "source named"): Move("PAYER_ACTION_REQUIRED"),
    ("PAYER_ACTION_REQUIRED", "source named"): Move("PAYER_ACTION_REQUIRED"),
    ("APPROVED", "source named"): Move("PAYER_ACTION_REQUIRED"),
    **{(state, "approved"): Move("APPROVED", "CHECKOUT.ORDER.APPROVED") for state in APPROVABLE},
    **{(state, "captured"): Move("COMPLETED", "CHECKOUT.ORDER.COMPLETED") for state in OPEN},
    **{(state, "authorized"): Move("COMPLETED") for state in OPEN},
    **{(state, "voided"): Move("VOIDED") for state in OPEN},
    ("APPROVED", "approval lapsed"): Move("VOIDED", "CHECKOUT.PAYMENT-APPROVAL.REVERSED"),
}


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """What is bought from one seller. Amounts are integers in the currency's minor unit."""

    reference_id: str
    amount: int
    currency: str
    breakdown: Mapping[str, int] | None = None
    items: tuple[Mapping[str, Any], ...] | None = None
    """As they were sent, amounts normalised to the currency's digits."""
    payee: Mapping[str, Any]
    description: str | None = None
    custom_id: str | None = None
    invoice_id: str | None = None
    soft_descriptor: str | None = None
    shipping: Mapping[str, Any] | None = None
    payments: Mapping[str, tuple[Any, ...]] = {}
    """`authorizations`, `captures` and `refunds`, as they are at the moment: an order shows them."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Times are unix seconds of the world's clock."""

    id: str
    created: int
    intent: Intent
    units: tuple[Unit, ...]
    status: Status = "CREATED"
    updated: int | None = None
    source: Mapping[str, Any] = {}
    """`payment_source` as it is shown: nothing of a card but its last digits."""
    payer: Mapping[str, Any] | None = None
    buyer: Mapping[str, Any] = {}
    """What the merchant said of the buyer, before one approved."""
    processing_instruction: str = "NO_INSTRUCTION"
    return_url: str | None = None
    cancel_url: str | None = None
    brand: str | None = None
    shipping_preference: str = "GET_FROM_FILE"
    user_action: str = "CONTINUE"
    funding: Funding = "completed"
    processor: Mapping[str, str] | None = None
    """Of a card: what its bank will say."""
    challenged: bool = False
    """The bank asks the holder of the card."""
    verification: str | None = None
    """When the merchant wants its bank to be asked, for a card that is typed into card fields."""
    bank_answer: BankAnswer = "success"
    """What comes of asking: a test card's number says it."""
    vaults: str | None = None
    """Which source is to be kept for later, if the payment succeeds."""
    saved_by: str | None = None
    """The payment token that it was paid with."""
    expires: int = 0

    @property
    def pays_by_card(self) -> bool:
        return "card" in self.source

    @property
    def currency(self) -> str:
        return self.units[0].currency

    @property
    def total(self) -> int:
        return sum(unit.amount for unit in self.units)


def move(order: Order, what: str, now: int) -> tuple[Order, tuple[str, ...]]:
    """Return `order` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, order.status, what)
    return replace(order, status=step.to, updated=now), step.announces


def with_payment(order: Order, reference_id: str, kind: str, payment: Any) -> Order:
    """Return the order whose unit of that reference shows the payment, in place of what it was before."""
    units = []
    for unit in order.units:
        if unit.reference_id == reference_id:
            others = unit.payments.get(kind, ())
            there = any(one.id == payment.id for one in others)
            shown = tuple(payment if one.id == payment.id else one for one in others) if there else (*others, payment)
            unit = replace(unit, payments={**unit.payments, kind: shown})  # noqa: PLW2901 - the unit as it is now
        units.append(unit)
    return replace(order, units=tuple(units))


def payments(order: Order, kind: str) -> tuple[Any, ...]:
    """Return the order's payments of one kind, oldest first."""
    return tuple(one for unit in order.units for one in unit.payments.get(kind, ()))
