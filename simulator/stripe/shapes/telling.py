"""How events and webhook endpoints look. Not: the object inside an event, which its version decides."""

from __future__ import annotations

from typing import Any

from simulator.provider import Endpoint, StoredEvent
from simulator.stripe.v2 import thin
from simulator.world import Books


def event_without_object(books: Books, value: StoredEvent) -> dict[str, Any]:
    """9 keys, recorded, and `account` in an event of a connected account. `data` is for whoever knows the version."""
    account = {} if books.platform is None else {"account": books.account}
    return {
        "id": value.id,
        "object": "event",
        **account,
        "api_version": value.api_version,
        "created": value.created,
        "data": {},
        "livemode": books.livemode,
        "pending_webhooks": pending(books, value),
        "request": {"id": value.request_id, "idempotency_key": value.idempotency_key},
        "type": value.type,
    }


def pending(books: Books, event: StoredEvent) -> int:
    """Count the endpoints that are subscribed to the event and have not yet taken it."""
    taken = books.acknowledged.get(event.id, frozenset())
    return sum(
        1 for endpoint in books.listeners() if endpoint.enabled and endpoint.id not in taken and wants(endpoint, event)
    )


def wants(endpoint: Endpoint, event: StoredEvent) -> bool:
    """Say whether the endpoint is subscribed to such events; a ping is for the destination that it is about."""
    if event.type == thin.PING:
        return endpoint.id in event.objects
    told = thin.name(event.type) if endpoint.payload == "thin" else event.type
    return told is not None and ("*" in endpoint.enabled_events or told in endpoint.enabled_events)


def endpoint(books: Books, value: Endpoint) -> dict[str, Any]:
    """Without its secret, which only the reply to its creation shows."""
    return {
        "id": value.id,
        "object": "webhook_endpoint",
        "api_version": value.api_version,
        "application": None,
        "created": value.created,
        "description": value.description,
        "enabled_events": value.enabled_events,
        "livemode": books.livemode,
        "metadata": value.metadata,
        "status": "enabled" if value.enabled else "disabled",
        "url": value.url,
    }
