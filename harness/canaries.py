"""Card numbers that are nobody's: valid by Luhn, in a range of test numbers, unique to a run. Not: sending them."""

from __future__ import annotations

from hashlib import sha256

PREFIX = "42424242"
"""The published test numbers of Stripe begin so; no issuer gives out numbers in this range."""


def card_number(seed: str) -> str:
    """Return a card number of 16 digits that is valid by Luhn and derived from `seed`."""
    digits = PREFIX + str(int(sha256(seed.encode()).hexdigest(), 16))[:7]
    return digits + _check_digit(digits)


def _check_digit(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
