"""Prices as people read them. Not: arithmetic; amounts stay integers in the minor unit everywhere else."""

from __future__ import annotations

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
