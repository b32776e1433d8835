"""The layout of Square's ids: how long, of which letters, how they end. Not: which object gets which.

Source: recorded ids (tests/fidelity/ledger.toml, "square.ids"). Ids have no prefixes, so nothing can be read off one.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from simulator.ids import ALPHABET, base62, text

if TYPE_CHECKING:
    from random import Random

    from simulator.world import Books

UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
"""Base 32: merchants, locations, catalogue objects, links."""
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
URL_SAFE = ALPHABET + "-_"


LONGER, LONGER_CARD, LONGER_DISPUTE = "0" * 100, "0" * 24, "0" * 18
"""What an id has more where lengths vary: payments may have 192 characters, refunds 255, cards 64, disputes 40."""


def _longer(books: Books, more: str = LONGER) -> str:
    return more if "id-lengths" in books.variations else ""


def _of(draw: Random, letters: str, length: int) -> str:
    return "".join(draw.choices(letters, k=length))


def merchant(draw: Random) -> str:
    return "ML" + _of(draw, UPPER, 11)


def location(draw: Random) -> str:
    return "L" + _of(draw, UPPER, 12)


def payment(books: Books) -> str:
    """Return 29 characters that end in `ZY`."""
    return _longer(books) + text(books.random, 27) + "ZY"


def order(books: Books) -> str:
    """Return 28 characters that end in `4F`; 29 that end in `ZY` were seen in the same accounts."""
    return _longer(books) + text(books.random, 26) + "4F"


def refund(books: Books, payment_id: str) -> str:
    """Return the payment's id and 43 characters more."""
    return f"{payment_id or payment(books)}_{text(books.random, 43)}"


def version_token(books: Books) -> str:
    return text(books.random, 43) + "6o"


def customer(books: Books) -> str:
    return _longer(books) + _of(books.random, CROCKFORD, 26)


def card(books: Books) -> str:
    return "ccof:CA4SE" + _longer(books, LONGER_CARD) + _of(books.random, URL_SAFE, 24) + "oAg"


def nonce(books: Books) -> str:
    return "cnon:CBASE" + _of(books.random, URL_SAFE, 22)


def payment_link(books: Books) -> str:
    return _of(books.random, UPPER, 16)


def link_code(books: Books, link_id: str) -> str:
    """Return eight characters. They open a page without a token, so no two worlds of one seed have the same."""
    digest = hashlib.blake2b(f"{books.account}/{link_id}".encode(), digest_size=8).digest()
    return base62(int.from_bytes(digest, "big"), 8)


def uid(books: Books) -> str:
    """Return the uid of a line, tax or fulfilment inside an order."""
    return text(books.random, 22)


def catalog_object(books: Books) -> str:
    return _of(books.random, UPPER, 24)


def invoice(books: Books) -> str:
    """Return `inv:0-Ch` and 26 characters. It opens a page without a token, so no two worlds of one seed share it."""
    digest = hashlib.blake2b(f"{books.account}/{books.random.getrandbits(128)}".encode(), digest_size=20).digest()
    return "inv:0-Ch" + base64.urlsafe_b64encode(digest).decode()[:26]


def dispute(books: Books) -> str:
    return _longer(books, LONGER_DISPUTE) + text(books.random, 22)


def evidence(books: Books) -> str:
    return text(books.random, 22)


def subscription(books: Books) -> str:
    """Return the id of a webhook subscription."""
    return f"wbhk_{books.random.getrandbits(128):032x}"


def signature_key(draw: Random) -> str:
    """Return 22 characters, as of 16 bytes in URL-safe base64."""
    return _of(draw, URL_SAFE, 22)


def uuid(books: Books, version: int = 4) -> str:
    """Return a UUID; events of payments, refunds and orders have version 3 (recorded)."""
    digits = f"{books.random.getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-{version}{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
