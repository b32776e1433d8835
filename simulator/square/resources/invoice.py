"""Invoice: what a customer is asked to pay for one order, and its states. Not: the order, nor who pays.

Source: Square, "Invoices API: invoice status"; versions as recorded: 0 as a draft, one more with every change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal[
    "DRAFT",
    "UNPAID",
    "SCHEDULED",
    "PARTIALLY_PAID",
    "PAID",
    "PARTIALLY_REFUNDED",
    "REFUNDED",
    "CANCELED",
    "FAILED",
    "PAYMENT_PENDING",
]

PUBLISHED, UPDATED, PAID = "invoice.published", "invoice.updated", "invoice.payment_made"

PAYABLE: tuple[Status, ...] = ("UNPAID", "PARTIALLY_PAID")
CANCELABLE: tuple[Status, ...] = ("UNPAID", "SCHEDULED", "PARTIALLY_PAID")
REFUNDABLE: tuple[Status, ...] = ("PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED")

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[str, str], Move[str]] = {
    ("DRAFT", "published"): Move("UNPAID", PUBLISHED),
    ("DRAFT", "scheduled"): Move("SCHEDULED", PUBLISHED),
    ("SCHEDULED", "sent"): Move("UNPAID", UPDATED),
    **{(state, "paid in part"): Move("PARTIALLY_PAID", PAID) for state in PAYABLE},
    **{(state, "paid"): Move("PAID", PAID) for state in PAYABLE},
    **{(state, "charge failed"): Move(state, UPDATED, "invoice.scheduled_charge_failed") for state in PAYABLE},
    **{(state, "canceled"): Move("CANCELED", "invoice.canceled") for state in CANCELABLE},
    **{(state, "refunded in part"): Move("PARTIALLY_REFUNDED", "invoice.refunded") for state in REFUNDABLE},
    **{(state, "refunded"): Move("REFUNDED", "invoice.refunded") for state in REFUNDABLE},
    **{(state, "changed"): Move(state, UPDATED) for state in ("DRAFT", *CANCELABLE)},
}
"""Of a failed charge Square's staff say both that `scheduled_charge_failed` comes and that only `invoice.updated` does
(forum threads 18422 and 13362): both are told here (unconfirmed)."""


class PaymentRequest(msgspec.Struct, frozen=True):
    """A part of an invoice that is due on a day. Amounts are integers in minor units."""

    uid: str
    type: str
    due_date: str
    amount: int = 0
    completed: int = 0
    automatic: str = "NONE"
    card_id: str | None = None
    tipping: bool = False
    given: Mapping[str, Any] = {}
    """Fixed amount, percentage and reminders, as they are shown."""

    @property
    def due(self) -> int:
        return max(0, self.amount - self.completed)


class Invoice(msgspec.Struct, frozen=True, kw_only=True):
    """A request to pay for an order. Times are unix milliseconds."""

    id: str
    location_id: str
    order_id: str
    currency: str
    created_at: int
    updated_at: int
    number: str
    timezone: str
    status: Status = "DRAFT"
    version: int = 0
    recipient: Mapping[str, Any] = {}
    """The customer as they were when the invoice was made."""
    requests: tuple[PaymentRequest, ...] = ()
    delivery_method: str = "EMAIL"
    scheduled_at: int | None = None
    methods: Mapping[str, bool] = {}
    given: Mapping[str, Any] = {}
    """Title, description, custom fields and the like: as they were sent."""
    stores_card: bool = False
    subscription_id: str | None = None
    refunded: int = 0
    deleted: bool = False

    @property
    def due(self) -> int:
        """What is not paid yet, in minor units."""
        return sum([request.due for request in self.requests])

    @property
    def paid(self) -> int:
        return sum([request.completed for request in self.requests])

    @property
    def customer_id(self) -> str | None:
        named: str | None = self.recipient.get("customer_id")
        return named


def move(invoice: Invoice, what: str, at: int) -> tuple[Invoice, tuple[str, ...]]:
    """Return `invoice` after `what` happened, one version on, and the types of the events.

    Raises Forbidden, naming the states that allow `what`, if the table has no such move.
    """
    step = follow(MOVES, invoice.status, what)
    return replace(invoice, status=step.to, updated_at=at, version=invoice.version + 1), step.announces


def with_payment(invoice: Invoice, amount: int) -> Invoice:
    """Return the invoice with an amount paid, put to its requests in their order."""
    requests = []
    for request in invoice.requests:
        part = min(amount, request.due)
        amount -= part
        requests.append(replace(request, completed=request.completed + part))
    return replace(invoice, requests=tuple(requests))
