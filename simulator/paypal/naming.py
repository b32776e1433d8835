"""Ids of PayPal's objects, as recorded, or longer where their lengths vary. Not: what they stand for.

Orders, captures, authorizations, refunds, webhooks: 17 of [0-9A-Z], the first a digit, mostly digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.world import Books

LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"
_MOSTLY_DIGITS = "0123456789" * 5 + LETTERS
_ACCOUNT = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What the documents allow in them: no digit or letter that looks like another."""
_SUBSCRIPTION = "0123456789" + LETTERS
_LOWER = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGER, _LONGER_EVENT, _LONGER_DISPUTE = "0" * 19, "0" * 6, "0" * 100
"""What an id has more where lengths vary: 36 characters (Orders v2, "id"), 50 of an event, 255 of a dispute."""
_MIXED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CLIENT = _LOWER + _LOWER[10:].upper() + "-_"


def _text(draw: Random, alphabet: str, length: int) -> str:
    return "".join(draw.choices(alphabet, k=length))


def transaction(draw: Random) -> str:
    """Return an id of an order, a payment, a webhook or a setup token."""
    return _text(draw, "0123456789", 1) + _text(draw, _MOSTLY_DIGITS, 16)


def made(books: Books) -> str:
    """Return the same for what is made in these books."""
    return _longer(books, _LONGER) + transaction(books.random)


def event(books: Books) -> str:
    longer = _longer(books, _LONGER_EVENT)
    return f"WH-{longer}{transaction(books.random)}-{longer}{transaction(books.random)}"


def _longer(books: Books, more: str) -> str:
    return more if "id-lengths" in books.variations else ""


def account(draw: Random) -> str:
    """Return an id of a payer or a merchant: 13 upper-case letters and digits."""
    return _text(draw, _ACCOUNT, 13)


def payment_token(draw: Random, books: Books | None = None) -> str:
    """Return an id of a payment token: that of a sample belongs to no books."""
    longer = "" if books is None else _longer(books, _LONGER)
    return longer + _text(draw, "0123456789", 1) + _text(draw, _LOWER, 16)


def customer(draw: Random) -> str:
    return _text(draw, _MIXED, 10)


def product(draw: Random) -> str:
    return f"PROD-{transaction(draw)}"


def plan(books: Books) -> str:
    """Return an id of a plan: `P-`, 17 and 7 letters (recorded)."""
    return f"P-{_longer(books, _LONGER)}{transaction(books.random)}{_text(books.random, LETTERS, 7)}"


def subscription(books: Books) -> str:
    """Return an id of a subscription: `I-` and 12 (recorded)."""
    return f"I-{_longer(books, _LONGER)}{_text(books.random, _SUBSCRIPTION, 12)}"


def agreement(books: Books) -> str:
    """Return a `ba_token`: `BA-` and 17 (recorded)."""
    return f"BA-{transaction(books.random)}"


def dispute(draw: Random, books: Books | None = None) -> str:
    """Return an id of a dispute: that of a sample belongs to no books."""
    longer = "" if books is None else _longer(books, _LONGER_DISPUTE)
    return f"PP-R-{_text(draw, LETTERS, 3)}-{longer}{_text(draw, '0123456789', 8)}"


def debug(draw: Random) -> str:
    """Return a debug id: 12 or 13 hexadecimal digits in small letters, without leading zeros."""
    return f"{draw.getrandbits(52) | 1 << 44:x}"


def client(draw: Random, prefix: str) -> str:
    """Return a client id or secret; `ASSAY` tells it from a real one. 80 characters, as today's have."""
    return f"{prefix}ASSAY" + _text(draw, _CLIENT, 75 - len(prefix))


def handle(draw: Random) -> str:
    """Return the name by which tokens and certificate addresses find their books."""
    return f"{draw.getrandbits(32):08X}"


def handle_of(keys: Mapping[str, frozenset[str] | None]) -> str:
    """Return the handle among the keys of some books: it is the one that may do nothing."""
    return next((key for key, rights in keys.items() if rights == frozenset()), "00000000")


def webhook(draw: Random, its_handle: str) -> str:
    """Return a webhook's id. It ends in its books' handle: whoever fetches its certificate is known by it."""
    return transaction(draw)[:9] + its_handle


def transmission(draw: Random) -> str:
    """Return a UUID of version 1, as transmissions have (recorded)."""
    low, mid, high = draw.getrandbits(32), draw.getrandbits(16), draw.getrandbits(12)
    return f"{low:08x}-{mid:04x}-1{high:03x}-{0x8000 | draw.getrandbits(14):04x}-{draw.getrandbits(48):012x}"
