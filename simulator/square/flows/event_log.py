"""The Events API: events can be searched for while it is enabled. Not: deliveries.

Source: Square, "Events API": 28 days; off until it is enabled; only what happens while it is enabled can be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.provider import Outcome, StoredEvent
from simulator.square import errors, lists, policy, times
from simulator.square.command import Changes, Command, answer, found, milliseconds
from simulator.square.resources.seller import EventsKept
from simulator.world import Books

KEPT = "events kept"


def enable(command: Command) -> Outcome:
    """PUT /v2/events/enable; again changes nothing."""
    kept = _kept(command.books)
    if kept.spans and kept.spans[-1][1] is None:
        return Outcome(answer())
    changes = Changes()
    changes.put(EventsKept((*kept.spans, (milliseconds(command.books), None))))
    return changes.outcome(answer())


def disable(command: Command) -> Outcome:
    """PUT /v2/events/disable; again changes nothing."""
    kept = _kept(command.books)
    if not kept.spans or kept.spans[-1][1] is not None:
        return Outcome(answer())
    changes = Changes()
    changes.put(EventsKept((*kept.spans[:-1], (kept.spans[-1][0], milliseconds(command.books)))))
    return changes.outcome(answer())


def search(command: Command) -> Outcome:
    """POST /v2/events: newest first; `metadata` beside the events says at which version each was made."""
    books, params = command.books, command.params
    query = params.get("query", {})
    told = query.get("filter", {})
    spans, earliest = _kept(books).spans, milliseconds(books) - policy.EVENTS_KEPT * 1000
    begin, end = _span(told.get("created_at", {}))
    types = frozenset(told.get("event_types", ()))
    merchants = frozenset(told.get("merchant_ids", ()))

    def keeps(event: StoredEvent) -> bool:
        at = event.created * 1000 + event.milliseconds
        return (
            not event.invented
            and at >= earliest
            and begin <= at <= end
            and (not types or event.type in types)
            and (not merchants or books.account in merchants)
            and any(since <= at and (until is None or at <= until) for since, until in spans)
        )

    there = [event for event in books.events.values() if keeps(event)]
    if query.get("sort", {}).get("order", "DESC") == "DESC":
        there.reverse()
    shown, cursor = lists.page(books, params, there, default=100, most=100)
    metadata = [{"event_id": event.id, "api_version": event.api_version} for event in shown]
    return Outcome(answer(events=shown, metadata=metadata, cursor=cursor))


def _kept(books: Books) -> EventsKept:
    return found(books, EventsKept, KEPT) or EventsKept()


def _span(told: Mapping[str, Any]) -> tuple[int, int]:
    read = []
    for edge, default in (("start_at", 0), ("end_at", times.LONGEST)):
        text = told.get(edge)
        at = default if text is None else times.read(text)
        if at is None:
            raise errors.invalid_time(str(text), f"query.filter.created_at.{edge}")
        read.append(at)
    return read[0], read[1]
