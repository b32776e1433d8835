"""How a webhook is shown: with names and descriptions of its event types, and nothing else (recorded). Not: events."""

from __future__ import annotations

from typing import Any

from simulator.paypal.event_types import description
from simulator.paypal.shapes.links import link
from simulator.provider import Endpoint
from simulator.world import Books

ALL = {"name": "*", "description": "All events"}


def webhook(books: Books, value: Endpoint, _manner: str = "full") -> dict[str, Any]:
    """Return a webhook."""
    place = f"/v1/notifications/webhooks/{value.id}"
    return {
        "id": value.id,
        "url": value.url,
        "event_types": [event_type(name) for name in value.enabled_events],
        "links": [
            link(books, place, "self"),
            link(books, place, "update", "PATCH"),
            link(books, place, "delete", "DELETE"),
        ],
    }


def event_type(name: str) -> dict[str, Any]:
    """Return an event type as it is listed."""
    return dict(ALL) if name == "*" else {"name": name, "description": description(name) or name}
