"""Customer: who pays, as the merchant knows them. Not: their payment methods, which know their customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

UPDATABLE: tuple[str, ...] = (
    "address",
    "balance",
    "description",
    "email",
    "invoice_prefix",
    "name",
    "next_invoice_sequence",
    "phone",
    "preferred_locales",
    "shipping",
    "tax_exempt",
)
"""Fields that an update sets as they are given; None clears them."""

CLEARED: dict[str, Any] = {"preferred_locales": (), "tax_exempt": "none"}
"""What a cleared field becomes where that is not null."""


class CustomerDiscount(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon that is taken off a customer's invoices; no payment here is one. Times are unix seconds."""

    id: str
    coupon: str
    customer: str
    start: int
    end: int | None = None


class Customer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A customer. A deleted one stays, for cursors and for its stub, and is in no list."""

    id: str
    created: int
    invoice_prefix: str
    address: Mapping[str, Any] | None = None
    balance: int = 0
    """What is added to the next invoice, in minor units; below 0: what is taken off it."""
    currency: str | None = None
    """In which currency they subscribe, since they first did."""
    description: str | None = None
    discount: CustomerDiscount | None = None
    email: str | None = None
    invoice_settings: Mapping[str, Any] = {}
    metadata: Mapping[str, str] = {}
    name: str | None = None
    next_invoice_sequence: int = 1
    phone: str | None = None
    preferred_locales: tuple[str, ...] = ()
    shipping: Mapping[str, Any] | None = None
    tax_exempt: str = "none"
    pending: tuple[str, ...] = ()
    """Invoice items that wait for their next invoice, whichever it is. Not shown."""
    test_clock: str | None = None
    """The clock they live by, if it is not the world's."""
    deleted: bool = False
