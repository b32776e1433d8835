"""Product and Price: what a merchant sells, and what it costs. Not: what is taken off, or the lines of a checkout."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

PRODUCT_AS_GIVEN: tuple[str, ...] = (
    "active",
    "description",
    "name",
    "package_dimensions",
    "shippable",
    "statement_descriptor",
    "tax_code",
    "unit_label",
    "url",
)
"""Fields of a product that create and update set as they are given; None clears them."""


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What is sold. Times are unix seconds of the world's clock; a deleted one stays as a place in lists."""

    id: str
    created: int
    name: str
    active: bool = True
    default_price: str | None = None
    description: str | None = None
    images: tuple[str, ...] = ()
    marketing_features: tuple[Mapping[str, Any], ...] = ()
    metadata: Mapping[str, str] = {}
    package_dimensions: Mapping[str, str] | None = None
    """Inches and ounces, as the decimal texts in which they were given."""
    shippable: bool | None = None
    statement_descriptor: str | None = None
    tax_code: str | None = None
    unit_label: str | None = None
    updated: int | None = None
    """When it last changed; None as long as it never did."""
    url: str | None = None
    deleted: bool = False


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """What one piece costs in one currency, in minor units and exact: a fraction of a cent is a price too."""

    exact: Decimal | None = None
    tax_behavior: str = "unspecified"
    custom: Mapping[str, int | None] | None = None
    """Bounds of what the buyer may choose, where the amount is theirs to say."""
    tiers: tuple[Mapping[str, Any], ...] = ()

    @property
    def whole(self) -> int | None:
        """The amount in minor units if it has no fraction."""
        return None if self.exact is None or self.exact % 1 else int(self.exact)


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What a product costs. One that a session makes for itself is not active."""

    id: str
    created: int
    product: str
    currency: str
    amount: Amount
    active: bool = True
    currency_options: Mapping[str, Amount] = {}
    """By currency in lower case; the price's own currency is not among them."""
    lookup_key: str | None = None
    metadata: Mapping[str, str] = {}
    nickname: str | None = None
    recurring: Mapping[str, Any] | None = None
    tiers_mode: str | None = None
    transform_quantity: Mapping[str, Any] | None = None
    deleted: bool = False
    """Only as the plan that it is, too, can one be deleted."""

    @property
    def type(self) -> str:
        return "one_time" if self.recurring is None else "recurring"

    @property
    def unit_amount(self) -> int | None:
        """Minor units, None where a piece does not cost a whole number of them."""
        return self.amount.whole

    def offered_in(self, currency: str) -> Amount | None:
        """Return what a piece costs in that currency; None if it is not sold in it."""
        return self.amount if currency == self.currency else self.currency_options.get(currency)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A recurring price as it was called before prices: the same thing, of the same id, shown in another way."""

    id: str
    price: Price


def plan(price: Price) -> Plan:
    return Plan(id=price.id, price=price)
