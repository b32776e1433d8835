"""Sale: the money of a subscription, taken and given back, as Payments v1 has it. Not: why it was taken.

Source: PayPal, "Webhook event names"; resources of PAYMENT.SALE events as recorded.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

State = Literal["completed", "pending", "denied", "partially_refunded", "refunded"]

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[State, str], Move[State]] = {
    ("pending", "completed"): Move("completed", "PAYMENT.SALE.COMPLETED"),
    ("pending", "denied"): Move("denied", "PAYMENT.SALE.DENIED"),
    ("completed", "refunded in part"): Move("partially_refunded"),
    ("partially_refunded", "refunded in part"): Move("partially_refunded"),
    ("completed", "refunded"): Move("refunded"),
    ("partially_refunded", "refunded"): Move("refunded"),
}


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """Money taken. Amounts are integers in the currency's minor unit; `refunded` is what went back of it."""

    id: str
    subscription: str
    created: int
    updated: int
    amount: int
    currency: str
    state: State = "completed"
    fee: int = 0
    custom_id: str | None = None
    refunded: int = 0
    refunds: int = 0
    dispute: str | None = None
    eligible: bool = True


class SaleRefund(msgspec.Struct, frozen=True, kw_only=True):
    """Money given back of a sale. Amounts are integers in the currency's minor unit."""

    id: str
    sale: str
    subscription: str
    created: int
    updated: int
    amount: int
    currency: str
    total: int
    """All that was refunded of the sale, this one included."""
    reversal: bool = False
    """PayPal took the money back, not the merchant."""
    invoice_number: str | None = None
    description: str | None = None


def move(sale: Sale, what: str, now: int) -> tuple[Sale, tuple[str, ...]]:
    """Return it after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, sale.state, what)
    return replace(sale, state=step.to, updated=now), step.announces
