"""Protection: of a card, brand and last four are shown, and nothing else. Not: which order it paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def shown_card(method: Mapping[str, Any] | None) -> str | None:
    """Return how people see what was paid with, from a charge's `payment_method_details`; None: by no card.

    Field by field: whatever else the provider's object holds, today or some day, comes into no page and no letter.
    """
    card = (method or {}).get("card")
    return shown(str(card.get("brand") or ""), str(card.get("last4") or "")) if isinstance(card, Mapping) else None


def shown(brand: str, last4: str) -> str | None:
    """Return `Visa •••• 4242`; None: the provider did not say which card."""
    return f"{(brand or 'card').replace('_', ' ').capitalize()} •••• {last4}" if last4 else None
