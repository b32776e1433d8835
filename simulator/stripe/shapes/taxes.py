"""How tax rates look, and the taxes of lines and invoices. Not: how much they are."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from simulator.money import half_up
from simulator.stripe.resources.invoice import Invoice, InvoiceLine, LineTax
from simulator.stripe.resources.tax_rate import TaxRate
from simulator.world import Books


def tax_rate(books: Books, value: TaxRate) -> dict[str, Any]:
    """Documented, not recorded. JSON knows only this kind of number for a percentage; nothing is counted with it."""
    return {
        "id": value.id,
        "object": "tax_rate",
        "active": value.active,
        "country": value.country,
        "created": value.created,
        "description": value.description,
        "display_name": value.display_name,
        "effective_percentage": None,
        "flat_amount": None,
        "inclusive": value.inclusive,
        "jurisdiction": value.jurisdiction,
        "jurisdiction_level": None,
        "livemode": books.livemode,
        "metadata": value.metadata,
        "percentage": float(value.percentage),
        "rate_type": "percentage",
        "state": value.state,
        "tax_type": value.tax_type,
    }


def rates(books: Books, names: Iterable[str]) -> list[dict[str, Any]]:
    """Return tax rates whole, as they stand in what has them."""
    return [tax_rate(books, books.objects[name]) for name in names]


def of_line(value: InvoiceLine) -> list[dict[str, Any]]:
    return [tax(one) for one in value.taxes]


def total(value: Invoice) -> list[dict[str, Any]]:
    return summed([tax for line in value.lines for tax in line.taxes])


def summed(taxes: Iterable[LineTax]) -> list[dict[str, Any]]:
    """By rate, in the order in which they first stand."""
    sums: dict[str, LineTax] = {}
    for one in taxes:
        known = sums.get(one.rate)
        amount, taxable = (known.amount, known.taxable) if known else (0, 0)
        sums[one.rate] = replace(one, amount=amount + one.amount, taxable=taxable + one.taxable)
    return [tax(one) for one in sums.values()]


def tax(value: LineTax) -> dict[str, Any]:
    return {
        "amount": value.amount,
        "tax_behavior": "inclusive" if value.inclusive else "exclusive",
        "tax_rate_details": {"tax_rate": value.rate},
        "taxability_reason": value.reason,
        "taxable_amount": value.taxable,
        "type": "tax_rate_details",
    }


def contained(books: Books, value: Invoice) -> int:
    """Return how much of an invoice's subtotal is tax, before discounts."""
    found = 0
    for line in value.lines:
        inside = [books.objects[tax.rate].percentage for tax in line.taxes if tax.inclusive]
        whole = sum(inside)
        found += sum(half_up(Fraction(max(line.amount, 0)) * Fraction(one) / (100 + Fraction(whole))) for one in inside)
    return found
