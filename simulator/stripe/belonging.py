"""To which subscription something belongs: an invoice, its intent, its charge, a refund of it. Not: what is shown.

Stripe's objects name only what is next to them; whoever follows a subscription through journal and events needs all.
"""

from __future__ import annotations

from typing import Any

from simulator.world import Books

TOWARDS = ("invoice", "payment_intent", "charge", "session")
"""Attributes that lead from what money does to the invoice that it pays, or to the page; the nearest first."""

STEPS = 4
"""From a dispute or a refund by its intent to its invoice; an invoice that bills none names its intent, again."""


def subscription_of(books: Books, value: Any) -> str | None:
    """Return the id of the subscription that a value belongs to; None for what belongs to none."""
    for _ in range(STEPS):
        own = getattr(value, "subscription", None)
        if own is not None:
            return str(own)
        name = next((text for kind in TOWARDS if (text := getattr(value, kind, None))), None)
        if not isinstance(name, str):
            return None
        value = books.objects.get(name)
    return None
