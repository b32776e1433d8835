"""From a change to Square's event: id, time, and the form in which it is delivered or found. Not: sending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from simulator.provider import Announcement, Cause, Endpoint, StoredEvent
from simulator.square import naming
from simulator.square.resources.invoice import Invoice
from simulator.square.resources.order import Order
from simulator.square.resources.seller import Trial
from simulator.square.shapes.telling import event as shown
from simulator.world import Books

RELATED = ("id", "payment_id", "order_id", "paid_order_id", "customer_id", "link_id", "dispute_id", "subscription_id",
           "invoice_id", "card_id")  # fmt: skip
"""Attributes of a snapshot that name what else the event concerns."""


def event(books: Books, told: Announcement, cause: Cause, invented: bool) -> StoredEvent:
    """Return the event that announces a change. Ids of version 3 are recorded, of invoices 5; that of a test has 4."""
    if told.made is not None:
        return told.made
    now = books.clock.precise()
    test = isinstance(told.snapshot, Trial)
    return StoredEvent(
        id=naming.uuid(books, 4 if test else _ID_VERSIONS.get(type(told.snapshot), 3)),
        type=told.type,
        created=int(now),
        snapshot=told.snapshot,
        previous=None,
        objects=related(told.snapshot),
        request_id=cause.request_id,
        idempotency_key=None,
        api_version=books.api_version,
        invented=invented,
        milliseconds=int(now * 1000) % 1000,
    )


_ID_VERSIONS: Mapping[type, int] = {Invoice: 5}


_NAMING: dict[type, tuple[str, ...]] = {}
"""Which of those attributes a kind of snapshot has, once one of the kind was met."""


def related(snapshot: Any) -> tuple[str, ...]:
    """Return the ids of all that a snapshot concerns, its own first; an order's payments too."""
    ids: dict[str, None] = {}
    kind = type(snapshot)
    if kind not in _NAMING:
        _NAMING[kind] = tuple(name for name in RELATED if hasattr(kind, name))
    for name in _NAMING[kind]:
        value = getattr(snapshot, name)
        if value and isinstance(value, str):
            ids[value] = None
    if isinstance(snapshot, Order):
        ids |= dict.fromkeys(tender.id for tender in snapshot.tenders)
    return tuple(ids)


def as_delivered(books: Books, stored: StoredEvent) -> bytes:
    """Return the bytes of the event: compact JSON."""
    return stored.given if stored.given is not None else msgspec.json.encode(shown(books, stored))


def wants(endpoint: Endpoint, stored: StoredEvent) -> bool:
    """Say whether the subscription is for such events; a test is for the one that it is about."""
    if isinstance(stored.snapshot, Trial):
        return endpoint.id == stored.snapshot.subscription_id
    return "*" in endpoint.enabled_events or stored.type in endpoint.enabled_events
