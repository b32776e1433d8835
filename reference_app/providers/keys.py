"""Protection: what shall happen once has one name, whoever asks for it and however often. Not: asking."""

from __future__ import annotations

import hashlib

LONGEST_KEY = 255
"""Characters of an idempotency key that the provider takes (Stripe, "Idempotent requests")."""


def short(key: str, longest: int) -> str:
    """Return the key, or a hash of it where a provider takes fewer characters: the same key gives the same one."""
    return key if len(key) <= longest else hashlib.sha256(key.encode()).hexdigest()[:longest]


def key_for(order_id: str, purpose: str) -> str:
    """Return the idempotency key of what we want to happen once: the same on every attempt, in every process.

    A key made at the call would protect the SDK's own retry only; a second click or a restart would pay twice. What
    is longer than the provider takes, for its own ids may be as long, is named by its hash.
    """
    key = f"{order_id}-{purpose}"
    return short(key, LONGEST_KEY)
