"""Webhooks v1: events listed, read, sent again, and stock ones from PayPal's webhook simulator. Not: webhooks."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import msgspec

from simulator.paypal import errors, naming, policy
from simulator.paypal.command import Command, Plain
from simulator.paypal.event_types import TYPES
from simulator.paypal.events import SIMULATED, delivered, read_back, wants
from simulator.paypal.flows.samples import sample
from simulator.paypal.flows.webhooks import registered
from simulator.paypal.paging import listed, page_size
from simulator.paypal.shapes.links import link
from simulator.provider import Announcement, Endpoint, Outcome, StoredEvent
from simulator.world import Books

PLACE = "/v1/notifications/webhooks-events"

WEBHOOK_ID = "WEBHOOK_ID"
"""What simulated deliveries are signed for: no postback verifies them (recorded)."""


def there(books: Books) -> Iterator[StoredEvent]:
    """Yield what can be read back, in the order of a list: nothing that was made up."""
    oldest = books.clock.now() - policy.EVENTS_KEPT
    for one in listed(books, books.events.values()):
        if not one.invented and one.api_version != SIMULATED and one.created >= oldest:
            yield one


def list_events(command: Command) -> Outcome:
    """GET /v1/notifications/webhooks-events."""
    query, books = command.called.query, command.books
    size = page_size(books, query, most=300)
    kind, about = query.get("event_type"), query.get("transaction_id")
    found = [one for one in there(books) if kind in (None, one.type) and (about is None or about in one.objects)]
    first = 0
    if "start" in query and (place := query["start"]) in books.events:
        first = next((nth for nth, one in enumerate(found) if one.id == place), 0)
    shown = found[first : first + size]
    # The next page is of the same question: what it was filtered by stands in the link (documented).
    asked = {name: text for name, text in query.items() if name != "start"} | {"page_size": str(size)}
    links = [link(books, f"{PLACE}?{urlencode(asked)}", "self")]
    if len(found) > first + size:
        links.append(link(books, f"{PLACE}?{urlencode(asked | {'start': found[first + size].id})}", "next"))
    body = {"events": [read_back(books, one) for one in shown], "count": len(shown), "links": links}
    return Outcome(Plain(body, tuple(one.id for one in shown)))


def get(command: Command) -> Outcome:
    """GET /v1/notifications/webhooks-events/{id}."""
    found = _named(command)
    return Outcome(Plain(read_back(command.books, found), (found.id, *found.objects)))


def resend(command: Command) -> Outcome:
    """POST …/{id}/resend: to the webhooks that are named, or to all that want it; 202."""
    found, books = _named(command), command.books
    asked = (command.params or {}).get("webhook_ids")
    if asked is not None and (unknown := [name for name in asked if name not in books.endpoints]):
        raise errors.validation("webhook_ids", f"Not a valid webhook id: {unknown[0][:50]}")
    names = asked or [one.id for one in registered(books) if wants(one, found)]
    again = tuple((found.id, name) for name in dict.fromkeys(names))
    return Outcome(Plain(read_back(books, found), (found.id,)), status=202, again=again)


def simulate(command: Command) -> Outcome:
    """POST /v1/notifications/simulate-event: a stock event for a URL or a webhook; answered with it (recorded)."""
    books, params = command.books, command.params
    name = params["event_type"]
    if name not in TYPES:
        raise errors.validation("event_type", "Not a valid event name")
    asked = params.get("resource_version")
    if asked not in (None, TYPES[name].version or "1.0"):
        raise errors.unknown_form(name, asked)
    url = params.get("url")
    if params.get("webhook_id"):
        known = books.endpoints.get(params["webhook_id"])
        if known is None:
            raise errors.validation("webhook_id", "Not a valid webhook id")
        url = known.url
    if not url:
        raise errors.validation("url", "Required field cannot be blank")
    to = Endpoint(
        id=f"SIMULATOR{zlib.crc32(url.encode()):08X}", url=url, secrets=(WEBHOOK_ID,), enabled_events=(SIMULATED,)
    )
    now = books.clock.precise()
    made = StoredEvent(
        id=naming.event(books),
        type=name,
        created=int(now),
        snapshot=sample(books, name),
        previous=None,
        objects=(),
        request_id=to.id,
        idempotency_key=None,
        api_version=SIMULATED,
        milliseconds=int(now * 1000) % 1000,
    )
    body: Any = msgspec.to_builtins(delivered(books, made))
    return Outcome(Plain(body), puts=(to,), announcements=(Announcement(name, None, made=made),), status=202)


def _named(command: Command) -> StoredEvent:
    found = command.books.events.get(command.ids[0])
    if found is None or found.invented or found.api_version == SIMULATED:
        raise errors.refusal(404, "INVALID_RESOURCE_ID", [], message="Resource id is invalid")
    return found
