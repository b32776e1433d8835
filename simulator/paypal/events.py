"""From a change to PayPal's event: id, time, envelope, and the form in which it is delivered or read. Not: sending."""

from __future__ import annotations

from typing import Any

import msgspec

from simulator.paypal import naming
from simulator.paypal.event_types import TYPES, EventType
from simulator.paypal.moments import precise
from simulator.paypal.money import brief, in_summary
from simulator.paypal.resources.dispute import Dispute
from simulator.paypal.resources.order import Order, payments
from simulator.paypal.resources.payment import Authorization, Capture, Refund
from simulator.paypal.resources.plan import Plan
from simulator.paypal.resources.sale import Sale, SaleRefund
from simulator.paypal.resources.subscription import Subscription
from simulator.paypal.shapes import shape
from simulator.paypal.shapes.links import link
from simulator.provider import Announcement, Cause, Endpoint, StoredEvent
from simulator.world import Books

SIMULATED = "simulated"
"""Stands where an event has the version of its API: one of PayPal's webhook simulator, for one address only."""

ENC_TYPE = {"encType": "application/json"}

RELATED = ("id", "order", "capture", "authorization", "dispute", "subscription", "sale")
"""Attributes of a snapshot that name what else the event concerns."""


def event(books: Books, told: Announcement, cause: Cause, invented: bool) -> StoredEvent:
    """Return the event that announces a change."""
    if told.made is not None:
        return told.made
    now = books.clock.precise()
    return StoredEvent(
        id=naming.event(books),
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


def related(snapshot: Any) -> tuple[str, ...]:
    """Return the ids of all that a snapshot concerns, its own first."""
    ids = {value: None for name in RELATED if isinstance(value := getattr(snapshot, name, None), str)}
    if isinstance(snapshot, Order):
        ids |= {one.id: None for kind in ("authorizations", "captures", "refunds") for one in payments(snapshot, kind)}
    return tuple(ids)


def rendered(books: Books, stored: StoredEvent, endpoint: Endpoint | None) -> bytes:
    """Return the bytes of the event as that endpoint is sent it: compact, slashes as they are (recorded)."""
    if stored.given is not None:
        return stored.given
    return msgspec.json.encode(delivered(books, stored) if endpoint is not None else read_back(books, stored))


def delivered(books: Books, stored: StoredEvent) -> dict[str, Any]:
    """Return the envelope of a delivery, keys in the recorded order."""
    kind = _kind(stored)
    made: dict[str, Any] = {
        "id": stored.id,
        "event_version": "1.0",
        "create_time": precise(stored.created, stored.milliseconds),
        "resource_type": kind.resource,
    }
    if kind.version is not None:
        made["resource_version"] = kind.version
    return made | {
        "event_type": stored.type,
        "summary": _summary(kind, stored.snapshot),
        "resource": shape(books, stored.snapshot, "event"),
        "links": _links(books, stored),
    }


def read_back(books: Books, stored: StoredEvent) -> dict[str, Any]:
    """Return the event as the API shows it after its delivery: versions last, links with an encType (recorded)."""
    told = delivered(books, stored)
    versions = {key: told.pop(key) for key in ("event_version", "resource_version") if key in told}
    told["links"] = [{**one, **ENC_TYPE} for one in told["links"]]
    links = told.pop("links")
    accepted = books.acknowledged.get(stored.id, frozenset())
    if accepted:
        told["status"] = "SUCCESS"
        told["transmissions"] = [
            {"webhook_url": books.endpoints[name].url, "http_status": 200, "reason_phrase": "OK", "status": "SUCCESS"}
            for name in sorted(accepted)
            if name in books.endpoints
        ]
    return {**told, "links": links} | versions


def _links(books: Books, stored: StoredEvent) -> list[dict[str, str]]:
    place = f"/v1/notifications/webhooks-events/{stored.id}"
    return [link(books, place, "self"), link(books, f"{place}/resend", "resend", "POST")]


def _kind(stored: StoredEvent) -> EventType:
    """Return what is known of its type; of one that somebody made up, what its resource tells."""
    known = TYPES.get(stored.type)
    if known is not None:
        return known
    names: dict[Any, str] = {
        Order: "checkout-order",
        Authorization: "authorization",
        Refund: "refund",
        Dispute: "dispute",
        Subscription: "subscription",
        Plan: "plan",
        Sale: "sale",
        SaleRefund: "sale",
    }
    kind = names.get(type(stored.snapshot), "capture")
    return EventType("", kind, None if kind in ("dispute", "sale") else "2.0", summary=stored.type)


def _summary(kind: EventType, snapshot: Any) -> str:
    """Return the sentence of an event; one of a capture that had been pending says so (recorded)."""
    amount = (
        in_summary(snapshot.amount, snapshot.currency)
        if hasattr(snapshot, "currency") and not isinstance(snapshot, Order)
        else ""
    )
    if isinstance(snapshot, Capture) and snapshot.was_pending and snapshot.status == "COMPLETED":
        return f"A {amount} pending capture payment was completed"
    plain = f"{brief(snapshot.amount, snapshot.currency)} {snapshot.currency}" if amount else ""
    return kind.summary.format(amount=amount, plain=plain, id=getattr(snapshot, "id", ""))


def wants(endpoint: Endpoint, stored: StoredEvent) -> bool:
    """Say whether the endpoint is subscribed to such events."""
    if stored.api_version == SIMULATED or endpoint.enabled_events == (SIMULATED,):
        return endpoint.enabled_events == (SIMULATED,) and stored.request_id == endpoint.id
    return "*" in endpoint.enabled_events or stored.type in endpoint.enabled_events
