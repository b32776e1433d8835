"""CreditNote: what an invoice that is final asks less for, or gave back. Not: refunds and balances, which it leads to.

Source: Stripe, "Credit notes"; the published schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["issued", "void"]

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {("issued", "voided"): Move("void", "credit_note.voided")}


class CreditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line, in minor units: a part of an invoice's line, or something of the merchant's own."""

    id: str
    amount: int
    """Without what its taxes add, and before discounts."""
    description: str | None = None
    invoice_line: str | None = None
    quantity: int | None = None
    unit: Decimal | None = None
    discount_amounts: tuple[tuple[str, int], ...] = ()
    taxes: tuple[Any, ...] = ()
    """As lines of an invoice have them."""
    tax_rates: tuple[str, ...] = ()

    @property
    def taken_off(self) -> int:
        return sum(amount for _, amount in self.discount_amounts)

    @property
    def total(self) -> int:
        added: int = sum(tax.amount for tax in self.taxes if not tax.inclusive)
        return self.amount - self.taken_off + added


class CreditNote(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts are minor units, times unix seconds of the world's clock."""

    id: str
    created: int
    currency: str
    customer: str
    invoice: str
    number: str
    lines: tuple[CreditLine, ...]
    pre_payment: int = 0
    """What the invoice asks less for."""
    post_payment: int = 0
    """What was paid already, and is given back in one of three ways."""
    refunds: tuple[tuple[str, int], ...] = ()
    out_of_band: int | None = None
    balance_transaction: str | None = None
    status: Status = "issued"
    effective_at: int | None = None
    memo: str | None = None
    metadata: Mapping[str, str] = {}
    reason: str | None = None
    subscription: str | None = None
    """Whose invoice it is of. Not shown."""
    voided_at: int | None = None

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def type(self) -> str:
        if self.pre_payment and self.post_payment:
            return "mixed"
        return "post_payment" if self.post_payment else "pre_payment"


def move(note: CreditNote, what: str) -> tuple[CreditNote, tuple[str, ...]]:
    """Return `note` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, note.status, what)
    return replace(note, status=step.to), step.announces
