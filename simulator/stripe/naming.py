"""The layout of Stripe's ids: what is time, what is account, what is chance. Not: which object gets which prefix.

Source: measured on a recorded account (tests/fidelity/ledger.toml, "ids"). Time is counted from an epoch of Stripe's
own; everything that belongs to one payment shares its first seventeen characters, so a refund made days later still
carries the intent's time.
"""

from __future__ import annotations

import hashlib
from random import Random
from typing import TYPE_CHECKING

from simulator.ids import ALPHABET, base62, text

if TYPE_CHECKING:
    from simulator.world import Books

EPOCH = 1_342_389_380
"""Unix second that Stripe's stamps are counted from; right within a second on every recorded id."""

LONGER = 96
"""Characters that an id has more where lengths vary. Docs, "API upgrades": ids may have 255."""

SHARED = 17
"""How many characters of the body one payment's objects have in common."""


def short(books: Books, prefix: str) -> str:
    """Return an id of the old, short form: `cus_`, `prod_`: four of time (in minutes) and ten of chance."""
    return prefix + base62((books.clock.now() - EPOCH) // 60, 4) + _chance(books, 10)


def long(books: Books, prefix: str) -> str:
    """Return an id of the long form, for what is no part of a payment: `pm_`, `evt_`, `we_`."""
    return prefix + "1" + _stamp(books) + _chance(books, 8)


def payment(books: Books) -> str:
    """Return the id of a new payment intent; its first seventeen characters are the payment's."""
    return "pi_3" + _stamp(books) + _either(books.random) + _chance(books, 7)


def of_payment(books: Books, prefix: str, relative: str) -> str:
    """Return the id of an object that belongs to the same payment as `relative`."""
    body = relative.partition("_")[2]
    return prefix + body[:SHARED] + _chance(books, 7)


def checkout_session(books: Books) -> str:
    """Return the id of a checkout session: it names its mode, and is long because it opens a page without a key."""
    return f"cs_{books.side}_a1{_chance(books, 56)}"


def coupon(books: Books) -> str:
    """Return the id of a coupon that was given none: eight characters (recorded)."""
    return text(books.random, 8)


def promotion_code(books: Books) -> str:
    """Return what a buyer will type, for a code that was given none: eight upper-case characters (recorded)."""
    return "".join(books.random.choices(ALPHABET[:36], k=8))


def client_secret(books: Books, intent: str) -> str:
    """Return the secret with which a browser may read and confirm one intent."""
    return f"{intent}_secret_{text(books.random, 25)}"


def setup_secret(books: Books, intent: str) -> str:
    """Return a setup intent's secret: 31 characters, of which the first four are its minute (recorded)."""
    return f"{intent}_secret_{base62((books.clock.now() - EPOCH) // 60, 4)}{text(books.random, 27)}"


def fingerprint(books: Books, number: str) -> str:
    """Sixteen characters: the same for one number in one account, and no way back to the number."""
    digest = hashlib.sha256(f"{books.account}/{number}".encode()).digest()
    return base62(int.from_bytes(digest), 16)


def of_v2(books: Books, prefix: str, kind: str, length: int) -> str:
    """Return an id of API v2: its mode, what kind it is, and `length` characters in all after that of the mode."""
    mode = "" if books.livemode else "test_"
    body = kind + _stamp(books)
    return prefix + mode + body + _chance(books, length - len(body))


def request(draw: Random) -> str:
    """Return the id of an API call."""
    return "req_" + text(draw, 14)


def account(now: int, draw: Random) -> str:
    """Return an account id: the stamp of its creation, then ten characters that all long ids of it repeat."""
    return "acct_1" + base62(now - EPOCH, 5) + text(draw, 10)


def application(books: Books) -> str:
    """Return the id of the platform's application, as which it acts for connected accounts: always the same."""
    platform = books.platform or books
    return "ca_" + text(Random(f"application/{platform.account}"), 32)


def opened(account_id: str) -> int:
    """Return the unix second that an account id's stamp stands for."""
    seconds = 0
    for digit in account_id[6:11]:
        seconds = seconds * 62 + ALPHABET.index(digit)
    return seconds + EPOCH


def _either(draw: Random) -> str:
    """Return `0` or `1`, as `draw.choice("01")` draws them."""
    bits = draw.getrandbits(2)
    while bits > 1:
        bits = draw.getrandbits(2)
    return "1" if bits else "0"


def _chance(books: Books, length: int) -> str:
    """Return the end of an id, which tells it from all others: behind more of the same, where ids are longer."""
    end = text(books.random, length)
    return "0" * LONGER + end if "id-lengths" in books.variations else end


def _stamp(books: Books) -> str:
    return base62(books.clock.now() - EPOCH, 5) + books.account[-10:]
