"""Lists: newest first, by cursor, a page at a time. Not: which filters an operation has.

Recorded: a limit out of range is clamped, `has_more` looks in the direction of travel, the id of a deleted object is
still a place in the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from simulator.stripe import errors
from simulator.stripe.command import NOUNS, Command, Listing
from simulator.stripe.variations import listed

DEFAULT, MOST = 10, 100

Keep = Callable[[Any], bool]


def of_kind(command: Command, kind: type, url: str, keep: Keep) -> Listing:
    """Return a page of the stored objects of one kind."""
    books = command.books
    ids = books.kinds.get(kind, {})
    noun = NOUNS[kind.__name__][0]
    newest_first = (books.objects[object_id] for object_id in reversed(ids))
    return page(command.params, listed(books, newest_first), ids, noun, url, keep)


def page(
    params: Mapping[str, Any], newest_first: Iterable[Any], known: Mapping[str, Any], noun: str, url: str, keep: Keep
) -> Listing:
    """Return the page that the cursors of `params` point at; `known` are the ids that are or were in the list.

    Raises the refusal for an unknown cursor, which comes before that for two cursors.
    """
    after, until = params.get("starting_after"), params.get("ending_before")
    for name, cursor in (("starting_after", after), ("ending_before", until)):
        if cursor is not None and cursor not in known:
            raise errors.no_such(noun, cursor, name, in_path=False)
    if after is not None and until is not None:
        raise errors.both_cursors()
    limit = limit_of(params)
    created = within(params.get("created"))

    def kept(value: Any) -> bool:
        return keep(value) and (created is None or created(value.created))

    count = None
    if "total_count" in (params.get("expand") or ()):
        newest_first = tuple(newest_first)
        count = sum(map(kept, newest_first))
    if until is not None:
        newer = [value for value in _until(newest_first, until) if kept(value)]
        return Listing(tuple(newer[-limit:]), len(newer) > limit, url, count)
    found: list[Any] = []
    for value in _after(newest_first, after):
        if kept(value):
            found.append(value)
            if len(found) > limit:
                break
    return Listing(tuple(found[:limit]), len(found) > limit, url, count)


def limit_of(params: Mapping[str, Any]) -> int:
    """Return how many objects a page may have."""
    limit: int = min(max(params.get("limit", DEFAULT), 1), MOST)
    return limit


def _after(values: Iterable[Any], cursor: str | None) -> Iterator[Any]:
    walking = iter(values)
    if cursor is not None:
        for value in walking:
            if value.id == cursor:
                break
    return walking


def _until(values: Iterable[Any], cursor: str) -> Iterator[Any]:
    for value in values:
        if value.id == cursor:
            return
        yield value


def within(wanted: Any) -> Callable[[int], bool] | None:
    """Return the filter for a number, as `created` and `amount` are: one of them, or a range. None if there is none."""
    if wanted is None:
        return None
    if isinstance(wanted, int):
        return lambda number: number == wanted
    low = max((wanted.get("gt", -1) + 1, wanted.get("gte", 0)))
    high = min(wanted.get("lt", 2**63) - 1, wanted.get("lte", 2**63))
    return lambda number: low <= number <= high
