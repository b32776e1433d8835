"""Lists: a page at a time by an opaque cursor, oldest or newest first. Not: which filters an operation has.

A cursor repeats the query it came from; one that is none of ours is INVALID_CURSOR.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from simulator.square import errors, times
from simulator.square.command import milliseconds
from simulator.varying import PAGE
from simulator.world import Books


def page(
    books: Books, params: Mapping[str, Any], values: Iterable[Any], *, default: int, most: int
) -> tuple[list[Any], str | None]:
    """Return the page after the cursor, and the next cursor, None at the end. A limit that is too high is cut.

    Where page sizes vary it has fewer objects.

    Raises the refusal for a cursor that is none, and for a limit below 1.
    """
    limit = params.get("limit", default)
    if limit < 1:
        raise errors.too_low(1, "limit")
    if "page-sizes" in books.variations:
        most = PAGE
    limit, after = min(limit, most), params.get("cursor")
    walking = iter(values)
    if after:
        last = _read(after)
        for value in walking:
            if value.id == last:
                break
        else:
            raise errors.invalid_cursor()
    kept: list[Any] = []
    for value in walking:
        if len(kept) == limit:
            return kept, _write(kept[-1].id)
        kept.append(value)
    return kept, None


def within(books: Books, params: Mapping[str, Any], *, since: int | None) -> tuple[int, int]:
    """Return the times, in unix milliseconds, between which objects were made: `since` seconds back by default.

    Raises the refusal for what is no time.
    """
    now = milliseconds(books)
    begin = _time(params, "begin_time")
    end = _time(params, "end_time")
    earliest = 0 if since is None else now - since * 1000
    return earliest if begin is None else begin, now + 1 if end is None else end


def ordered(books: Books, kind: type, order: Any = "DESC") -> Iterator[Any]:
    """Yield the objects of a kind, newest first unless `order` is ASC. Raises the refusal for another word."""
    if order not in ("ASC", "DESC"):
        raise errors.not_in_enum(str(order), "SortOrder", "sort_order")
    ids = books.kinds.get(kind, {})
    return (books.objects[object_id] for object_id in (ids if order == "ASC" else reversed(ids)))


def _time(params: Mapping[str, Any], name: str) -> int | None:
    text = params.get(name)
    if text is None:
        return None
    at = times.read(text)
    if at is None:
        raise errors.invalid_time(text, name)
    return at


def _write(last: str) -> str:
    return base64.urlsafe_b64encode(b"after:" + last.encode()).decode()


def _read(cursor: Any) -> str:
    try:
        text = base64.urlsafe_b64decode(str(cursor).encode()).decode()
    except (binascii.Error, UnicodeError, ValueError):
        raise errors.invalid_cursor() from None
    if not text.startswith("after:"):
        raise errors.invalid_cursor()
    return text.removeprefix("after:")
