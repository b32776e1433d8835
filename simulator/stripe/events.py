"""From a change to Stripe's event: id, time, cause, and the form in which it is delivered or listed. Not: sending."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec

from simulator.provider import Announcement, Cause, Endpoint, StoredEvent
from simulator.stripe import naming, versions
from simulator.stripe.belonging import subscription_of
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.event_destination import EventDestination
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.refund import Refund
from simulator.stripe.v2 import thin
from simulator.world import Books

RELATED: tuple[str, ...] = (
    "id",
    "payment_intent",
    "charge",
    "latest_charge",
    "session",
    "customer",
    "payment_method",
    "latest_attempt",
    "mandate",
    "application_fee",
    "fee",
    "transfer",
    "destination_payment",
    "source_transaction",
    "source_transfer",
    "invoice",
    "latest_invoice",
    "subscription",
    "test_clock",
)
"""Attributes of a snapshot that name what else the event concerns."""

BY_ITSELF = ("checkout.session.", "charge.dispute.created", "charge.expired", "refund.failed")
"""Types that Stripe announces on its own account: their request is null."""

KEPT = 30 * 86_400
"""Seconds for which an event can be read back. Stripe, "Events"."""


def event(books: Books, announcement: Announcement, cause: Cause, invented: bool) -> StoredEvent:
    """Return the event that announces a change.

    A keyless POST still has a key in its event (recorded: one that Stripe makes up), a DELETE has none.
    """
    if announcement.made is not None:
        return announcement.made
    now = books.clock.precise()
    by_itself = announcement.type.startswith(BY_ITSELF)
    request_id = None if by_itself else cause.request_id
    key = None if request_id is None else cause.idempotency_key
    if request_id is not None and key is None and not announcement.type.endswith(".deleted"):
        digits = f"{books.random.getrandbits(128):032x}"
        key = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
    return StoredEvent(
        id=_event_id(books, announcement.snapshot),
        type=announcement.type,
        created=int(now),
        snapshot=announcement.snapshot,
        previous=announcement.previous,
        objects=related(books, announcement.snapshot),
        request_id=request_id,
        idempotency_key=key,
        api_version=books.api_version,
        invented=invented,
        milliseconds=int(now * 1000) % 1000,
    )


_OF_PAYMENT = (PaymentIntent, Charge, Refund)


def _event_id(books: Books, snapshot: Any) -> str:
    """Return an id: an event of a payment carries the payment's stamp (unconfirmed: seen in public logs only)."""
    if isinstance(snapshot, _OF_PAYMENT):
        return naming.of_payment(books, "evt_", snapshot.id)
    if isinstance(snapshot, EventDestination):
        return naming.of_v2(books, "evt_", "65", 46)
    return naming.long(books, "evt_")


def related(books: Books, snapshot: Any) -> tuple[str, ...]:
    """Return the ids of all that a snapshot concerns, its own first, its subscription's last."""
    values = (*_relating(snapshot.__class__)(snapshot), subscription_of(books, snapshot))
    return tuple(dict.fromkeys([value for value in values if value and isinstance(value, str)]))


@cache
def _relating(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Return what takes those attributes from a snapshot that its kind has."""
    names = [name for name in RELATED if hasattr(kind, name)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda snapshot: tuple(getattr(snapshot, name) for name in names)


def as_shown(books: Books, stored: StoredEvent, version: str | None = None) -> dict[str, Any]:
    """Return the event with its object as it was; `version` is an endpoint's, None the event's own."""
    return versions.event(books, stored, version or stored.api_version)


def as_delivered(books: Books, stored: StoredEvent, endpoint: Endpoint | None) -> bytes:
    """Return the bytes of the event as that endpoint is sent it."""
    if stored.given is not None:
        return stored.given
    if thin.only_thin(stored.type) or (endpoint is not None and endpoint.payload == "thin"):
        return msgspec.json.encode(thin.notification(books, stored))
    return msgspec.json.encode(as_shown(books, stored, endpoint.api_version if endpoint else None))
