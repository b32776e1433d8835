"""Invoice item: a line that waits for an invoice, of a change or a merchant. Customer balance: what is carried over."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec


class InvoiceItem(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts are minor units, below 0 for a credit; times unix seconds."""

    id: str
    date: int
    """When the change was made that it comes from, or it was written."""
    amount: int
    currency: str
    customer: str
    description: str
    period_start: int
    period_end: int
    price: str
    product: str
    quantity: int
    subscription: str | None = None
    """None for what a canceled subscription left: nothing will bill it by itself (recorded)."""
    subscription_item: str | None = None
    credited: tuple[str, str] | None = None
    """The invoice and the line that billed what is given back."""
    invoice: str | None = None
    proration: bool = True
    unit: Decimal | None = None
    """What a piece costs, exact; None for a proration (recorded)."""
    discountable: bool = False
    discounts: tuple[str, ...] = ()
    tax_rates: tuple[str, ...] = ()
    metadata: Mapping[str, str] = {}
    deleted: bool = False

    @property
    def created(self) -> int:
        """What lists filter by."""
        return self.date


class CustomerBalanceTransaction(msgspec.Struct, frozen=True, kw_only=True):
    """A change of what a customer owes (above 0) or has to their credit (below 0), in minor units."""

    id: str
    created: int
    amount: int
    currency: str
    customer: str
    ending_balance: int
    invoice: str | None = None
    credit_note: str | None = None
    description: str | None = None
    metadata: Mapping[str, str] = {}
    type: str = "applied_to_invoice"
