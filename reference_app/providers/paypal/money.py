"""Amounts as PayPal writes them: decimal strings. Pure, and no float anywhere. Not: which amount."""

from __future__ import annotations

import re
from collections.abc import Mapping

DIGITS = dict.fromkeys(
    (
        "aud", "brl", "cad", "chf", "cny", "czk", "dkk", "eur", "gbp", "hkd", "ils", "mxn", "myr", "nok", "nzd", "php",
        "pln", "sek", "sgd", "thb", "usd",
    ),
    2,
) | {"huf": 0, "jpy": 0, "twd": 0}  # fmt: skip
"""Currencies that PayPal takes, with their digits there (PayPal, "Currency codes")."""

NUMBER = re.compile(r"(\d{1,15})(?:\.(\d{1,9}))?")


def written(amount: int, currency: str) -> dict[str, str]:
    """Return an amount of minor units as PayPal's Money. Raises KeyError for a currency that it does not take."""
    digits = DIGITS[currency]
    whole, rest = divmod(amount, 10**digits)
    value = f"{whole}.{rest:0{digits}d}" if digits else str(whole)
    return {"currency_code": currency.upper(), "value": value}


def minor(money: Mapping[str, object]) -> tuple[int, str]:
    """Return amount in minor units and currency, in lower case.

    Raises ValueError for what is no such amount: a digit more than the currency has is none that we would round.
    """
    currency, value = str(money["currency_code"]).lower(), str(money["value"])
    found, digits = NUMBER.fullmatch(value), DIGITS.get(currency)
    if found is None or digits is None:
        raise ValueError("no amount in a currency that we know")
    fraction = (found[2] or "").rstrip("0")
    if len(fraction) > digits:
        raise ValueError("more digits than the currency has")
    return int(found[1]) * 10**digits + int(fraction.ljust(digits, "0") or "0"), currency
