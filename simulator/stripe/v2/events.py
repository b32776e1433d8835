"""Thin events are read: one, or a page of them. Not: what they look like."""

from __future__ import annotations

from typing import Any

from simulator.provider import Outcome, StoredEvent
from simulator.stripe.command import Command
from simulator.stripe.errors import v2 as refusals
from simulator.stripe.events import KEPT
from simulator.stripe.v2 import moments, thin
from simulator.stripe.v2.pages import page

PATH = "/v2/core/events"


def retrieve(command: Command) -> Outcome:
    """GET /v2/core/events/{id}: for thirty days."""
    stored = thin.find(command.books, command.ids[0])
    if stored is None or stored.invented or stored.created < command.now - KEPT:
        raise refusals.not_found("event", command.ids[0])
    return Outcome(thin.whole(command.books, stored), objects=stored.objects)


def list_events(command: Command) -> Outcome:
    """GET /v2/core/events: newest first (unconfirmed), and without what never happened."""
    books, params = command.books, command.params
    oldest = command.now - KEPT
    types, about, created = params.get("types"), params.get("object_id"), params.get("created") or {}

    def keep(event: StoredEvent) -> bool:
        named = thin.name(event.type)
        at = event.created + event.milliseconds / 1000
        return (
            named is not None
            and not event.invented
            and event.created >= oldest
            and (not types or named in types)
            and (about is None or about in event.objects[:1])
            and created.get("gt", -1.0) < at < created.get("lt", float("inf"))
            and created.get("gte", -1.0) <= at <= created.get("lte", float("inf"))
        )

    query: dict[str, Any] = dict(params)
    if created:
        query["created"] = {key: moments.written(at) for key, at in created.items()}
    found = [event for event in reversed(books.events.values()) if keep(event)]
    shown, around = page(PATH, params, query, found, lambda event: thin.thin_id(books, event))
    concerned = tuple(object_id for event in shown for object_id in event.objects)
    return Outcome({"data": [thin.whole(books, event) for event in shown], **around}, objects=concerned)
