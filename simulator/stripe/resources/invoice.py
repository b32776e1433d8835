"""Invoice: what a customer owes, line by line, its states and every way between them. Not: the payment of it.

Source: Stripe, "How invoicing works"; what each state shows as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["draft", "open", "paid", "uncollectible", "void"]

PAID = ("invoice.paid", "invoice.payment_succeeded")

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("draft", "finalized"): Move("open", "invoice.finalized"),
    ("draft", "voided"): Move("void", "invoice.voided"),
    ("draft", "given up"): Move("uncollectible", "invoice.marked_uncollectible"),
    ("open", "paid"): Move("paid", *PAID),
    ("open", "given up"): Move("uncollectible", "invoice.marked_uncollectible"),
    ("open", "voided"): Move("void", "invoice.voided"),
    ("uncollectible", "paid"): Move("paid", *PAID),
    ("uncollectible", "voided"): Move("void", "invoice.voided"),
}

UPCOMING = "upcoming_"
"""How the id begins of an invoice that is only announced: it is stored nowhere, and its event shows no id."""

PREVIEW = "preview_"
"""The same of one that is only asked for; it is shown with `upcoming_` in place of that."""

PAYABLE: tuple[Status, ...] = ("open", "uncollectible")

PaymentStatus = Literal["open", "paid", "canceled"]


class LineTax(msgspec.Struct, frozen=True, kw_only=True):
    """One tax of a line, in minor units: contained in its amount, or on top of it."""

    rate: str
    amount: int
    taxable: int
    inclusive: bool = False
    reason: str = "standard_rated"


class InvoiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line. Amounts are minor units, below 0 for what is given back; times unix seconds."""

    id: str
    amount: int
    currency: str
    description: str
    period_start: int
    period_end: int
    price: str | None
    product: str | None
    quantity: int
    unit: Decimal | None = None
    """What a piece costs, exact; None for a proration (recorded)."""
    subscription: str | None = None
    subscription_item: str | None = None
    invoice: str
    invoice_item: str | None = None
    proration: bool = False
    credited: tuple[str, str] | None = None
    """The invoice and the line that billed what is given back."""
    discountable: bool = True
    discounts: tuple[str, ...] = ()
    """What is taken off this line alone."""
    discount_amounts: tuple[tuple[str, int], ...] = ()
    """What each discount takes off it, the invoice's own among them."""
    tax_rates: tuple[str, ...] = ()
    """Its own; without any those of the invoice count."""
    taxes: tuple[LineTax, ...] = ()
    metadata: Mapping[str, str] = {}

    @property
    def taken_off(self) -> int:
        return sum(amount for _, amount in self.discount_amounts)

    @property
    def net(self) -> int:
        """What is left of it when the discounts are taken off."""
        return self.amount - self.taken_off

    @property
    def taxed(self) -> int:
        """What its taxes add to it."""
        return sum(tax.amount for tax in self.taxes if not tax.inclusive)


class Invoice(msgspec.Struct, frozen=True, kw_only=True):
    """A bill. Amounts are minor units; times are unix seconds of the world's clock."""

    id: str
    created: int
    customer: str
    currency: str
    billing_reason: str
    """For what it was made; `manual` for one that a merchant writes."""
    period_start: int
    period_end: int
    lines: tuple[InvoiceLine, ...] = ()
    status: Status = "draft"
    subscription: str | None = None
    subscription_metadata: Mapping[str, str] = {}
    """That of its subscription when it was made."""
    addressee: Mapping[str, Any] = {}
    """The customer's address, email, name, phone, shipping and tax_exempt."""
    amount_due: int = 0
    amount_paid: int = 0
    attempt_count: int = 0
    attempted: bool = False
    auto_advance: bool = False
    automatically_finalizes_at: int | None = None
    effective_at: int | None = None
    finalized_at: int | None = None
    marked_uncollectible_at: int | None = None
    paid_at: int | None = None
    voided_at: int | None = None
    default_payment_method: str | None = None
    collection_method: str = "charge_automatically"
    """`send_invoice`: nobody is charged, the customer is asked to pay until `due_date`."""
    days_until_due: int | None = None
    due_date: int | None = None
    description: str | None = None
    footer: str | None = None
    custom_fields: tuple[Mapping[str, str], ...] = ()
    statement_descriptor: str | None = None
    discounts: tuple[str, ...] = ()
    default_tax_rates: tuple[str, ...] = ()
    pre_payment_credit: int = 0
    """What credit notes have taken off it before it was paid; `amount_due` is what was left."""
    post_payment_credit: int = 0
    """What credit notes gave back after it was paid."""
    deleted: bool = False
    """A draft that is no more."""
    metadata: Mapping[str, str] = {}
    next_payment_attempt: int | None = None
    number: str | None = None
    starting_balance: int = 0
    ending_balance: int | None = None
    payment_intent: str | None = None
    """Shown by versions before basil, which knew one payment of an invoice."""
    payment: str | None = None
    """The invoice payment that stands for the intent. Not shown."""
    attached: tuple[str, ...] = ()
    """Invoice payments that a merchant has attached. Shown with the other where they are expanded."""
    secret: str = ""
    """What its page is found by."""
    out_of_band: bool = False
    """Paid in a way of which the provider knows nothing. Not shown since basil."""

    @property
    def subtotal(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def total(self) -> int:
        return sum(line.net + line.taxed for line in self.lines)

    @property
    def amount_remaining(self) -> int:
        return self.amount_due - self.amount_paid


class InvoicePayment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment intent as one that pays an invoice. Amounts are minor units, times unix seconds."""

    id: str
    created: int
    amount_requested: int
    currency: str
    invoice: str
    payment_intent: str
    amount_paid: int | None = None
    canceled_at: int | None = None
    paid_at: int | None = None
    is_default: bool = True
    """Whether the invoice has made it for itself."""
    status: PaymentStatus = "open"


def move(invoice: Invoice, what: str) -> tuple[Invoice, tuple[str, ...]]:
    """Return `invoice` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, invoice.status, what)
    return replace(invoice, status=step.to), step.announces
