"""Lists of API v2: a page, and the addresses of the next and the previous one. Not: which filters an operation has."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from simulator.stripe.errors import v2 as refusals
from simulator.stripe.wire import encode

T = TypeVar("T")

DEFAULT = 20
"""Objects on a page where no limit is given. Unconfirmed."""


def page(
    path: str, asked: Mapping[str, Any], query: Mapping[str, Any], newest_first: Sequence[T], name: Callable[[T], str]
) -> tuple[Sequence[T], dict[str, str | None]]:
    """Return what is on the page and the addresses around it; `query` are the filters as they were asked for.

    A token names the object at the page's edge, so that new objects shift nothing. Raises the refusal for another.
    """
    limit = asked.get("limit", DEFAULT)
    names = [name(value) for value in newest_first]
    start = 0
    if "page" in asked:
        direction, edge = _read(asked["page"])
        if edge not in names:
            raise refusals.invalid_field("page", "Invalid page token.")
        start = names.index(edge) + 1 if direction == "after" else max(0, names.index(edge) - limit)
    end = start + limit
    kept = {key: value for key, value in query.items() if key != "page"}

    def address(direction: str, edge: str) -> str:
        return f"{path}?{urlencode([*encode(kept), ('page', _written(direction, edge))])}"

    around = {
        "next_page_url": address("after", names[end - 1]) if end < len(names) else None,
        "previous_page_url": address("before", names[start]) if 0 < start < len(names) else None,
    }
    return newest_first[start:end], around


def _written(direction: str, edge: str) -> str:
    return "page_" + base64.urlsafe_b64encode(f"{direction} {edge}".encode()).decode().rstrip("=")


def _read(token: str) -> tuple[str, str]:
    """Return direction and edge; of what is no token of ours, an edge that nothing has."""
    try:
        inner = token.removeprefix("page_")
        direction, _, edge = (
            base64.b64decode(inner + "=" * (-len(inner) % 4), b"-_", validate=True).decode().partition(" ")
        )
    except (binascii.Error, ValueError):
        return "after", ""
    return direction, edge
