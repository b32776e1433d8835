"""What is shown the same everywhere: money, a card's face. Not: objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.square.card_face import CardFace

_SHOWN = (0, False, "")
"""What is false and yet a value."""


def money(amount: int, currency: str) -> dict[str, Any]:
    """Return an amount in minor units with its currency."""
    return {"amount": amount, "currency": currency}


def card_face(face: CardFace, *, declined: bool = False) -> dict[str, Any]:
    """Return a card as a payment shows it; a declined one has no type (recorded)."""
    shown: dict[str, Any] = {
        "card_brand": face.brand,
        "last_4": face.last_4,
        "exp_month": face.month,
        "exp_year": face.year,
        "fingerprint": face.fingerprint,
    }
    if not declined:
        shown |= {"card_type": face.type, "prepaid_type": "NOT_PREPAID"}
    return shown | {"bin": face.bin}


def present(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is there: absent values are left out, and empty lists (recorded)."""
    return {name: value for name, value in values.items() if value or value in _SHOWN}
