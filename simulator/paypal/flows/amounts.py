"""Reading amounts: currencies, digits, and the arithmetic of a purchase unit. Not: which fields an amount has.

Source: PayPal, "Orders v2": amount = item_total + tax_total + shipping + handling + insurance - shipping_discount -
discount; item_total = sum of unit_amount times quantity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.paypal import errors, money, policy

PLUS = ("item_total", "tax_total", "shipping", "handling", "insurance")
MINUS = ("shipping_discount", "discount")


def read(given: Mapping[str, str], place: str, *, positive: bool = True) -> tuple[int, str]:
    """Return minor units and currency. Raises the refusal of what is no amount."""
    currency, value = given["currency_code"], given["value"]
    if currency not in money.CURRENCIES:
        raise errors.unprocessable("INVALID_CURRENCY_CODE", field=f"{place}/currency_code", value=currency)
    try:
        amount = money.minor(value, currency)
    except money.NotDecimal:
        raise errors.unprocessable("DECIMAL_PRECISION", field=f"{place}/value", value=value) from None
    if positive and amount <= 0:
        raise errors.unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE", field=f"{place}/value", value=value)
    if amount < 0:
        raise errors.unprocessable("CANNOT_BE_NEGATIVE", field=f"{place}/value", value=value)
    if amount > policy.LARGEST:
        raise errors.unprocessable("MAX_VALUE_EXCEEDED", field=f"{place}/value", value=value)
    return amount, currency


def of_unit(given: Mapping[str, Any], place: str) -> tuple[int, str, dict[str, int] | None]:
    """Return amount, currency and breakdown of a purchase unit. Raises the refusal of sums that do not add up."""
    told = given["amount"]
    amount, currency = read(told, f"{place}/amount")
    items = given.get("items") or ()
    if "breakdown" not in told:
        if items:
            raise errors.unprocessable("ITEM_TOTAL_REQUIRED", field=f"{place}/amount/breakdown/item_total")
        return amount, currency, None
    breakdown = {
        name: _same(part, currency, f"{place}/amount/breakdown/{name}") for name, part in told["breakdown"].items()
    }
    total = sum(breakdown.get(name, 0) for name in PLUS) - sum(breakdown.get(name, 0) for name in MINUS)
    if total != amount:
        raise errors.unprocessable("AMOUNT_MISMATCH", field=f"{place}/amount/value", value=told["value"])
    if items:
        _check_items(items, currency, breakdown, place)
    return amount, currency, breakdown


def _check_items(items: Sequence[Mapping[str, Any]], currency: str, breakdown: Mapping[str, int], place: str) -> None:
    where = f"{place}/amount/breakdown"
    if "item_total" not in breakdown:
        raise errors.unprocessable("ITEM_TOTAL_REQUIRED", field=f"{where}/item_total")
    total = tax = 0
    taxed = False
    for nth, item in enumerate(items):
        many = int(item["quantity"])
        total += _same(item["unit_amount"], currency, f"{place}/items/{nth}/unit_amount") * many
        if "tax" in item:
            taxed = True
            tax += _same(item["tax"], currency, f"{place}/items/{nth}/tax") * many
    if total != breakdown["item_total"]:
        shown = money.text(breakdown["item_total"], currency)
        raise errors.unprocessable("ITEM_TOTAL_MISMATCH", field=f"{where}/item_total/value", value=shown)
    if taxed and "tax_total" not in breakdown:
        raise errors.unprocessable("TAX_TOTAL_REQUIRED", field=f"{where}/tax_total")
    if taxed and tax != breakdown["tax_total"]:
        shown = money.text(breakdown["tax_total"], currency)
        raise errors.unprocessable("TAX_TOTAL_MISMATCH", field=f"{where}/tax_total/value", value=shown)


def _same(given: Mapping[str, str], currency: str, place: str) -> int:
    amount, its = read(given, place, positive=False)
    if its != currency:
        raise errors.unprocessable("MULTI_CURRENCY_ORDER", field=f"{place}/currency_code", value=its)
    return amount


def normal_item(item: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """Return an item whose amounts have the currency's digits."""
    made = dict(item)
    for name in ("unit_amount", "tax"):
        if name in made:
            made[name] = money.shown(money.minor(made[name]["value"], currency), currency)
    return made
