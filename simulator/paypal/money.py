"""Amounts as PayPal writes them: decimal text with the currency's digits, to and from integers. Not: fees, sums.

Source: PayPal, "Currency codes". Amounts are integers in the minor unit everywhere inside; no float ever.
"""

from __future__ import annotations

import re
from typing import Any

CURRENCIES = frozenset({
    "AUD", "BRL", "CAD", "CNY", "CZK", "DKK", "EUR", "HKD", "HUF", "ILS", "JPY", "MYR", "MXN", "TWD", "NZD", "NOK",
    "PHP", "PLN", "GBP", "SGD", "SEK", "CHF", "THB", "USD",
})  # fmt: skip
WITHOUT_DECIMALS = frozenset({"HUF", "JPY", "TWD"})

_VALUE = re.compile(r"(-?)([0-9]*)(?:\.([0-9]*))?\Z")


class NotDecimal(ValueError):  # noqa: N818 - it is answered, not logged
    """The text is no decimal number, or has more digits after the point than the currency."""


def digits(currency: str) -> int:
    """Return how many digits the currency has after the point."""
    return 0 if currency in WITHOUT_DECIMALS else 2


def minor(value: str, currency: str) -> int:
    """Return decimal text as minor units. Raises NotDecimal; zeros beyond the currency's digits are let pass."""
    found = _VALUE.match(value)
    if found is None or not (found[2] or found[3]) or not value.isascii():
        raise NotDecimal(value)
    places = digits(currency)
    fraction = found[3] or ""
    if fraction[places:].strip("0"):
        raise NotDecimal(value)
    amount = int((found[2] or "0") + fraction[:places].ljust(places, "0"))
    return -amount if found[1] else amount


def text(amount: int, currency: str) -> str:
    """Return minor units as decimal text with exactly the currency's digits."""
    places = digits(currency)
    if not places:
        return str(amount)
    whole, rest = divmod(abs(amount), 10**places)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:0{places}d}"


def shown(amount: int, currency: str) -> dict[str, Any]:
    """Return an amount as the API shows it."""
    return {"currency_code": currency, "value": text(amount, currency)}


def brief(amount: int, currency: str) -> str:
    """Return decimal text without a nought at its end, but for the first decimal: `10.0` for `10.00` (recorded)."""
    value = text(amount, currency)
    return value[:-1] if "." in value and value.endswith("0") else value


def shown_brief(amount: int, currency: str) -> dict[str, Any]:
    """Return an amount as plans and subscriptions show it (recorded)."""
    return {"currency_code": currency, "value": brief(amount, currency)}


def in_summary(amount: int, currency: str) -> str:
    """Return an amount as the summaries of events have it: `$ 50.0 USD`, `EUR 0.01 EUR` (recorded).

    A trailing zero is cut, but for the first decimal.
    """
    sign = "$" if currency == "USD" else currency
    return f"{sign} {brief(amount, currency)} {currency}"
