"""How many of a list are shown, and which. Not: what is listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from simulator.paypal import errors
from simulator.paypal.errors import detail
from simulator.varying import PAGE
from simulator.world import Books

Thing = TypeVar("Thing")


def page_size(books: Books, query: Mapping[str, str], *, most: int, usual: int = 10) -> int:
    """Return how many stand on a page: those that are asked for. Raises the refusal of what is no number in its bounds.

    Where page sizes vary there are fewer.
    """
    asked = _number(query, "page_size", usual, most)
    return min(asked, PAGE) if "page-sizes" in books.variations else asked


def page(query: Mapping[str, str]) -> int:
    """Return which page is asked for, from 1."""
    return _number(query, "page", 1, 100_000)


def flag(query: Mapping[str, str], name: str) -> bool:
    """Return a flag: it is `true` or `false`, and `1` is neither (recorded)."""
    given = query.get(name, "false")
    if given not in ("true", "false"):
        raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=name, value=given[:50], location="query"))
    return given == "true"


def listed(books: Books, oldest_first: Iterable[Thing]) -> list[Thing]:
    """Return what a list shows, newest first; where the order of lists varies, the other way round."""
    found = list(oldest_first)
    return found if "list-order" in books.variations else found[::-1]


def _number(query: Mapping[str, str], name: str, usual: int, most: int) -> int:
    given = query.get(name)
    if given is None:
        return usual
    if not (given.isascii() and given.isdigit()) or len(given) > 9 or not 1 <= int(given) <= most:
        raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=name, value=given[:50], location="query"))
    return int(given)
