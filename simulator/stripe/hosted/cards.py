"""A card as it is typed into a page: what is wrong with it at first sight, and what it says. Not: paying with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def mistake(typed: Mapping[str, str]) -> str | None:
    """Return what a page says before it even asks the provider."""
    if not 12 <= len(_digits(typed.get("card", ""))) <= 19:
        return "Your card number is incomplete."
    expiry = _digits(typed.get("expiry", ""))
    if len(expiry) not in (4, 6) or not 1 <= int(expiry[:2]) <= 12:
        return "Your card's expiration date is incomplete."
    if len(_digits(typed.get("cvc", ""))) not in (3, 4):
        return "Your card's security code is incomplete."
    return None


def card(typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what was typed as the acts take a card."""
    expiry = _digits(typed.get("expiry", ""))
    year = int(expiry[2:])
    return {
        "number": _digits(typed.get("card", "")),
        "exp_month": int(expiry[:2]),
        "exp_year": year if year > 100 else 2000 + year,
        "cvc": _digits(typed.get("cvc", "")),
    }


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit() and letter.isascii())
