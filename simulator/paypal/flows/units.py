"""Purchase units: from what a merchant sends to what an order keeps. Not: orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.paypal import errors
from simulator.paypal.flows.amounts import normal_item, of_unit
from simulator.paypal.resources.order import Unit
from simulator.paypal.wire import unit_step
from simulator.world import Books


def read(books: Books, given: Sequence[Mapping[str, Any]]) -> tuple[Unit, ...]:
    """Return the units. Raises the refusal of what does not fit together."""
    names = [unit.get("reference_id", "default") for unit in given]
    if len(given) > 1 and any("reference_id" not in unit for unit in given):
        raise errors.unprocessable("REFERENCE_ID_REQUIRED", field="/purchase_units")
    if len(set(names)) != len(names):
        raise errors.unprocessable("DUPLICATE_REFERENCE_ID", field="/purchase_units")
    units = tuple(one(books, unit) for unit in given)
    if len({unit.currency for unit in units}) > 1:
        raise errors.unprocessable("MULTI_CURRENCY_ORDER", field="/purchase_units")
    return units


def one(books: Books, given: Mapping[str, Any]) -> Unit:
    """Return one unit; the payee is the merchant, if no other is named."""
    reference_id = given.get("reference_id", "default")
    amount, currency, breakdown = of_unit(given, f"/purchase_units/{unit_step(reference_id)}")
    shipping = given.get("shipping")
    return Unit(
        reference_id=reference_id,
        amount=amount,
        currency=currency,
        breakdown=breakdown,
        items=tuple(normal_item(item, currency) for item in given["items"]) if given.get("items") else None,
        payee=given.get("payee") or merchant(books),
        description=given.get("description"),
        custom_id=given.get("custom_id"),
        invoice_id=given.get("invoice_id"),
        soft_descriptor=given.get("soft_descriptor"),
        shipping=None if shipping is None else {"type": "SHIPPING", **shipping},
    )


def merchant(books: Books) -> dict[str, str]:
    """Return the payee that stands where none is named."""
    return {"email_address": f"merchant-{books.account.lower()}@business.example.com", "merchant_id": books.account}
