"""Protection: of a card, brand and last four are shown, and nothing else. Not: which order it paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def shown_card(method: Mapping[str, Any] | None) -> str | None:
    """Return how people see what was paid with, from a charge's `payment_method_details`; None: by no card.

    Field by field: whatever else the provider's object holds, today or some day, comes into no page and no letter.
    """
    card = (method or {}).get("card")
    if not isinstance(card, Mapping) or not card.get("last4"):
        return None
    return f"{str(card.get('brand') or 'card').capitalize()} •••• {card['last4']}"
