"""Prices, and days, as people read them. Not: arithmetic; amounts stay integers in the minor unit everywhere else."""

from __future__ import annotations

from datetime import UTC, datetime

DECIMALS = {"jpy": 0, "krw": 0, "kwd": 3, "bhd": 3}
"""Digits after the point where they are not two."""


def decimal(amount: int, currency: str) -> str:
    """Return 19.99, 1500: what a provider's script in the browser wants to read."""
    return shown(amount, currency).partition(" ")[0]


def shown(amount: int, currency: str) -> str:
    """Return 19.99 EUR, 1500 JPY."""
    digits = DECIMALS.get(currency, 2)
    whole, rest = divmod(amount, 10**digits)
    return f"{whole}.{rest:0{digits}d} {currency.upper()}" if digits else f"{whole} {currency.upper()}"


def day(moment: int) -> str:
    """Return 2027-01-31 for a moment in unix seconds, as it is in UTC."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
