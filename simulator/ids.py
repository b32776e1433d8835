"""Text that identifies: base62 numbers and seeded random text. Not: the layout of any provider's ids."""

from __future__ import annotations

from functools import lru_cache
from random import Random

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""In the order in which Stripe counts: digits, upper case, lower case."""


@lru_cache(maxsize=64)  # most are stamps of time, the same for a whole second
def base62(number: int, width: int) -> str:
    """Return `number` as exactly `width` digits; what does not fit is cut off at the front, as a counter wraps."""
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 62)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


_LETTERS = (ALPHABET * 5)[:256].encode()
"""A letter for each byte: eight of the 62 come up five times in 256 and not four, which no id is harmed by."""


def text(draw: Random, length: int) -> str:
    """Return `length` random characters of the alphabet."""
    return draw.getrandbits(length * 8).to_bytes(length, "little").translate(_LETTERS).decode()  # as `randbytes` draws
