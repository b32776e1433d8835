"""A new webhook subscription: its id, its key, and what its deliveries say of themselves. Not: managing it."""

from __future__ import annotations

from simulator.provider import Endpoint
from simulator.square import naming
from simulator.world import Books


def new_endpoint(
    books: Books,
    url: str,
    event_types: tuple[str, ...],
    key: str | None,
    api_version: str | None,
    name: str = "Default",
) -> Endpoint:
    """Return a subscription with an id and a key of Square's shape. It is not stored yet."""
    return Endpoint(
        id=naming.subscription(books),
        url=url,
        secrets=(key or naming.signature_key(books.random),),
        enabled_events=event_types,
        api_version=api_version or books.api_version,
        created=books.clock.now(),
        description=name,
        metadata={"environment": "Production" if books.livemode else "Sandbox"},
    )
