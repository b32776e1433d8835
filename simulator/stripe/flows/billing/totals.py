"""What is taken off an invoice's lines, and the taxes on what is left: the arithmetic. Not: who may redeem what.

Discounts of a line are taken off it first, those of the invoice after them, one after the other and each of what the
one before it has left (Stripe, "Coupons": stacking). Credits and prorations are not discountable. A tax is rounded
line by line, a half upwards; Stripe rounds the sum where an account is set so, which is not simulated (unconfirmed
which of both is the default for an account of today).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from simulator.money import half_up
from simulator.stripe.resources.discounts import Coupon, taken_off
from simulator.stripe.resources.invoice import Invoice, InvoiceLine, LineTax
from simulator.stripe.resources.tax_rate import TaxRate

Objects = Mapping[str, Any]
"""By id: discounts, their coupons, tax rates."""

EXEMPT = {"exempt": "customer_exempt", "reverse": "reverse_charge"}
"""Customers who are not asked for taxes, and why."""


def reckoned(objects: Objects, invoice: Invoice) -> Invoice:
    """Return a draft with the discounts and taxes of each of its lines."""
    lines = discounted(objects, invoice.lines, invoice.discounts, invoice.currency)
    reason = EXEMPT.get(str(invoice.addressee.get("tax_exempt")))
    return replace(invoice, lines=tuple(taxed(objects, line, invoice.default_tax_rates, reason) for line in lines))


def discounted(
    objects: Objects, lines: Sequence[InvoiceLine], discounts: Sequence[str], currency: str
) -> tuple[InvoiceLine, ...]:
    """Return the lines with what each discount takes off them, their own first."""
    plain = [replace(line, discount_amounts=()) for line in lines]
    for nth, line in enumerate(plain):
        for name in line.discounts:
            (plain[nth],) = _less(objects, name, [plain[nth]], currency)
    for name in discounts:
        plain = _less(objects, name, plain, currency)
    return tuple(plain)


def _less(objects: Objects, name: str, lines: Sequence[InvoiceLine], currency: str) -> list[InvoiceLine]:
    """Return the lines with one discount taken off those that it is for."""
    coupon: Coupon = objects[objects[name].coupon]
    fits = [line.discountable and line.net > 0 and _for(coupon, line) for line in lines]
    shares = iter(taken_off(coupon, [line.net for line, fit in zip(lines, fits, strict=True) if fit], currency))
    return [
        replace(line, discount_amounts=(*line.discount_amounts, (name, next(shares)))) if fit else line
        for line, fit in zip(lines, fits, strict=True)
    ]


def _for(coupon: Coupon, line: InvoiceLine) -> bool:
    return not coupon.products or line.product in coupon.products


def taxed(objects: Objects, line: InvoiceLine, default: Sequence[str], reason: str | None) -> InvoiceLine:
    """Return a line with its taxes: of its own rates, else of the default ones; `reason`: why none are asked for."""
    rates: list[TaxRate] = [objects[name] for name in line.tax_rates or default]
    if not rates:
        return replace(line, taxes=()) if line.taxes else line
    if reason is not None:
        made = [LineTax(rate=one.id, amount=0, taxable=0, inclusive=one.inclusive, reason=reason) for one in rates]
        return replace(line, taxes=tuple(made))
    inside = sum((Fraction(one.percentage) for one in rates if one.inclusive), Fraction(0))
    without = Fraction(line.net) * 100 / (100 + inside)
    contained = {one.id: _rounded(without * Fraction(one.percentage) / 100) for one in rates if one.inclusive}
    base = line.net - sum(contained.values())
    taxes = tuple(
        LineTax(
            rate=one.id,
            amount=contained[one.id] if one.inclusive else _rounded(Fraction(base) * Fraction(one.percentage) / 100),
            taxable=base,
            inclusive=one.inclusive,
        )
        for one in rates
    )
    return replace(line, taxes=taxes)


def _rounded(amount: Fraction) -> int:
    """To the nearest unit, a half away from nothing: what is given back is taxed as what was paid."""
    return half_up(amount) if amount >= 0 else -half_up(-amount)
