"""With what a buyer pays, by the word that an act was given: a number, a nonce, a code. Not: paying."""

from __future__ import annotations

from typing import Any

from simulator.square import errors, test_values
from simulator.square.flows import sources
from simulator.world import Books

LIVE_CARD = "4929420573595709"
"""Passes the check digit and is published nowhere as a test card: on the live side it is money."""

PANEL = "Developer Control Panel"
"""What the sandbox's testing panel writes as the source (recorded)."""


def source_of(books: Books, card: Any) -> sources.Source:
    """Return what pays; without a card the sandbox's panel does, and on the live side a good card. Raises a refusal."""
    if card is None:
        return sources.of_number(books, LIVE_CARD) if books.livemode else sources.elsewhere(PANEL)
    text = str(card)
    if text.startswith(("cnon:", "ccof:", "bnon:", "wnon:")):
        return sources.of_id(books, text)
    if text == "declined":
        return sources.of_number(books, LIVE_CARD, "GENERIC_DECLINE")
    if text.replace(" ", "").isdecimal() and 12 <= len(text.replace(" ", "")) <= 19:
        return sources.of_number(books, text)
    if text.isupper() and text.replace("_", "").isalpha():
        return sources.of_number(books, LIVE_CARD, text)
    raise errors.bad_request(f"card = {text[:40]!r} is none. Write a number, a nonce, `declined` or a decline's code.")


def good_card(books: Books) -> str:
    """Return what is always taken."""
    return LIVE_CARD if books.livemode else test_values.OK
