"""How products and prices look. Not: lines, which show a price inside them."""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.catalogue import Price, Product
from simulator.world import Books


def price(books: Books, value: Price) -> dict[str, Any]:
    """19 keys, recorded."""
    return {
        "id": value.id,
        "object": "price",
        "active": value.active,
        "billing_scheme": "per_unit",
        "created": value.created,
        "currency": value.currency,
        "custom_unit_amount": None,
        "livemode": books.livemode,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": value.product,
        "recurring": None,
        "tax_behavior": value.tax_behavior,
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": value.unit_amount,
        "unit_amount_decimal": str(value.unit_amount),
    }


def product(books: Books, value: Product) -> dict[str, Any]:
    """21 keys, recorded."""
    tax = None if value.tax_code is None else {"performance_location": None, "tax_code": value.tax_code}
    return {
        "id": value.id,
        "object": "product",
        "active": value.active,
        "attributes": [],
        "created": value.created,
        "default_price": None,
        "description": value.description,
        "images": value.images,
        "livemode": books.livemode,
        "marketing_features": [],
        "metadata": value.metadata,
        "name": value.name,
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": value.tax_code,
        "tax_details": tax,
        "type": "service",
        "unit_label": None,
        "updated": value.created,
        "url": None,
    }
