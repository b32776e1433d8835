"""How products and prices look. Not: lines, which show a price inside them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from simulator.stripe.resources.catalogue import Amount, Plan, Price, Product
from simulator.world import Books


def price(books: Books, value: Price) -> dict[str, Any]:
    """19 keys, recorded. `currency_options` and `tiers` are shown only when they are expanded."""
    tiered = bool(value.amount.tiers)
    return {
        "id": value.id,
        "object": "price",
        "active": value.active,
        "billing_scheme": "tiered" if tiered else "per_unit",
        "created": value.created,
        "currency": value.currency,
        "custom_unit_amount": value.amount.custom,
        "livemode": books.livemode,
        "lookup_key": value.lookup_key,
        "metadata": value.metadata,
        "nickname": value.nickname,
        "product": value.product,
        "recurring": value.recurring,
        "tax_behavior": value.amount.tax_behavior,
        "tiers_mode": value.tiers_mode,
        "transform_quantity": value.transform_quantity,
        "type": value.type,
        "unit_amount": value.amount.whole,
        "unit_amount_decimal": decimal(value.amount.exact),
    }


def plan(books: Books, value: Plan) -> dict[str, Any]:
    """19 keys, recorded. `tiers` are shown only when they are expanded."""
    price, recurring = value.price, value.price.recurring or {}
    return {
        "id": value.id,
        "object": "plan",
        "active": price.active,
        "amount": price.amount.whole,
        "amount_decimal": decimal(price.amount.exact),
        "billing_scheme": "tiered" if price.amount.tiers else "per_unit",
        "created": price.created,
        "currency": price.currency,
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": books.livemode,
        "metadata": price.metadata,
        "meter": recurring["meter"],
        "nickname": price.nickname,
        "product": price.product,
        "tiers_mode": price.tiers_mode,
        "transform_usage": price.transform_quantity,
        "trial_period_days": recurring["trial_period_days"],
        "usage_type": recurring["usage_type"],
    }


def currency_options(value: Price) -> dict[str, Any]:
    """By currency, the price's own among them."""
    every = {value.currency: value.amount, **value.currency_options}
    return {currency: _option(amount) for currency, amount in sorted(every.items())}


def _option(value: Amount) -> dict[str, Any]:
    shown: dict[str, Any] = {"custom_unit_amount": value.custom, "tax_behavior": value.tax_behavior}
    if value.tiers:
        shown["tiers"] = tiers(value)
    return {**shown, "unit_amount": value.whole, "unit_amount_decimal": decimal(value.exact)}


def tiers(value: Amount) -> list[dict[str, Any]]:
    """From the first piece to the last tier, whose `up_to` is null."""
    return [
        {
            "flat_amount": _whole(tier["flat"]),
            "flat_amount_decimal": decimal(tier["flat"]),
            "unit_amount": _whole(tier["unit"]),
            "unit_amount_decimal": decimal(tier["unit"]),
            "up_to": tier["up_to"],
        }
        for tier in value.tiers
    ]


def decimal(value: Decimal | None) -> str | None:
    """Return minor units as text, without zeros that say nothing: `123.45`, `1000`."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _whole(value: Decimal | None) -> int | None:
    return None if value is None or value % 1 else int(value)


def product(books: Books, value: Product) -> dict[str, Any]:
    """21 keys, recorded."""
    tax = None if value.tax_code is None else {"performance_location": None, "tax_code": value.tax_code}
    size = value.package_dimensions
    return {
        "id": value.id,
        "object": "product",
        "active": value.active,
        "attributes": [],
        "created": value.created,
        "default_price": value.default_price,
        "description": value.description,
        "images": value.images,
        "livemode": books.livemode,
        "marketing_features": value.marketing_features,
        "metadata": value.metadata,
        "name": value.name,
        # JSON knows only this kind of number; these are inches and ounces, no money.
        "package_dimensions": None if size is None else {name: float(size[name]) for name in sorted(size)},
        "shippable": value.shippable,
        "statement_descriptor": value.statement_descriptor,
        "tax_code": value.tax_code,
        "tax_details": tax,
        "type": "service",
        "unit_label": value.unit_label,
        "updated": value.updated or value.created,
        "url": value.url,
    }
