"""What a credit note comes to: its lines, their share of the invoice's discounts and taxes. Not: issuing it.

How a line's discount is shared where only a part of it is credited is unconfirmed: in proportion, rounded half up.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from simulator.money import half_up
from simulator.stripe import errors, naming
from simulator.stripe.errors import credits as credit_errors
from simulator.stripe.flows.billing.prorations import rounded
from simulator.stripe.flows.billing.rates import tax_rates
from simulator.stripe.flows.billing.totals import taxed
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources.credit_note import CreditLine
from simulator.stripe.resources.invoice import Invoice, InvoiceLine


def lines_of(work: Work, invoice: Invoice, params: Mapping[str, Any]) -> tuple[CreditLine, ...]:
    """Return the lines that are asked for: named ones, or one of an amount. Raises the refusals for none or both."""
    if params.get("shipping_cost") is not None:
        raise errors.not_simulated("shipping costs", "shipping_cost")
    if params.get("lines") and params.get("amount") is not None:
        raise errors.exclusive("amount", "lines")
    if params.get("lines"):
        return tuple(_line(work, invoice, given, f"lines[{nth}]") for nth, given in enumerate(params["lines"]))
    if params.get("amount") is None:
        raise errors.one_of("amount", "lines", "shipping_cost")
    if params["amount"] < 1:
        raise errors.too_small("amount")
    return (CreditLine(id=naming.long(work.books, "cnli_"), amount=params["amount"], quantity=1),)


def _line(work: Work, invoice: Invoice, given: Mapping[str, Any], path: str) -> CreditLine:
    for name in ("tax_amounts", "metadata"):
        if given.get(name):
            raise errors.not_simulated(f"{name} of a credit note's line", f"{path}[{name}]")
    if given["type"] == "invoice_line_item":
        return _of_invoice(work, invoice, given, path)
    quantity = given.get("quantity", 1)
    unit = Decimal(given.get("unit_amount_decimal") or given.get("unit_amount") or 0)
    if given.get("description") is None:
        raise errors.missing(f"{path}[description]")
    rates = tax_rates(work, given.get("tax_rates"), f"{path}[tax_rates]")
    amount = rounded(Fraction(unit) * quantity)
    blank = _as_line(invoice, amount, quantity, unit, rates)
    return CreditLine(
        id=naming.long(work.books, "cnli_"),
        amount=amount,
        description=given["description"],
        quantity=quantity,
        unit=unit,
        tax_rates=rates,
        taxes=taxed(work.books.objects, blank, (), None).taxes,
    )


def _of_invoice(work: Work, invoice: Invoice, given: Mapping[str, Any], path: str) -> CreditLine:
    name = given.get("invoice_line_item")
    line = next((one for one in invoice.lines if one.id == name), None)
    if line is None:
        raise errors.no_such("invoice line item", str(name), f"{path}[invoice_line_item]", in_path=False)
    amount, quantity = given.get("amount"), given.get("quantity")
    if amount is None and quantity is None:
        amount, quantity = line.amount, line.quantity
    elif amount is None:
        quantity = quantity or 0
        amount = rounded(Fraction(line.amount) * quantity / (line.quantity or 1))
    if not 0 <= amount <= line.amount:
        raise credit_errors.more_than_the_line(line.amount, f"{path}[amount]")
    share = Fraction(amount, line.amount) if line.amount else Fraction(0)
    off = tuple((discount, half_up(share * taken)) for discount, taken in line.discount_amounts)
    reason = next((tax.reason for tax in line.taxes if tax.reason != "standard_rated"), None)
    part = replace(line, amount=amount, discount_amounts=off)
    return CreditLine(
        id=naming.long(work.books, "cnli_"),
        amount=amount,
        description=line.description,
        invoice_line=line.id,
        quantity=quantity,
        unit=None if quantity is None else line.unit,
        discount_amounts=off,
        taxes=taxed(work.books.objects, part, invoice.default_tax_rates, reason).taxes,
        tax_rates=line.tax_rates,
    )


def _as_line(invoice: Invoice, amount: int, quantity: int, unit: Decimal, rates: tuple[str, ...]) -> InvoiceLine:
    return InvoiceLine(
        id="",
        amount=amount,
        currency=invoice.currency,
        description="",
        period_start=invoice.created,
        period_end=invoice.created,
        price=None,
        product=None,
        quantity=quantity,
        unit=unit,
        invoice=invoice.id,
        tax_rates=rates,
    )
