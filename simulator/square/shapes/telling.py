"""How events and webhook subscriptions look. Not: sending them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.provider import Endpoint, StoredEvent
from simulator.square import times
from simulator.square.resources.dispute import Dispute
from simulator.square.resources.invoice import Invoice
from simulator.square.resources.order import Order
from simulator.square.resources.payment import Payment
from simulator.square.resources.people import Card, Customer
from simulator.square.resources.refund import Refund
from simulator.square.resources.seller import CatalogObject, Trial
from simulator.square.resources.subscription import Subscription
from simulator.square.shapes import billing, disputes, orders, payments, people
from simulator.square.shapes.parts import present
from simulator.world import Books

TYPES: tuple[str, ...] = (
    "card.created",
    "card.disabled",
    "catalog.version.updated",
    "customer.created",
    "customer.deleted",
    "customer.updated",
    "dispute.created",
    "dispute.evidence.created",
    "dispute.evidence.deleted",
    "dispute.state.updated",
    "invoice.canceled",
    "invoice.created",
    "invoice.deleted",
    "invoice.payment_made",
    "invoice.published",
    "invoice.refunded",
    "invoice.scheduled_charge_failed",
    "invoice.updated",
    "order.created",
    "order.fulfillment.updated",
    "order.updated",
    "payment.created",
    "payment.updated",
    "refund.created",
    "refund.updated",
    "subscription.created",
    "subscription.updated",
)
"""Those that the simulator tells; Square has more."""

TEST = "webhooks.test_notification"

Content = tuple[str, str, Any]
"""`data.type`, the key in `data.object`, and what stands there."""


def _payment(books: Books, event: StoredEvent) -> Content:
    return "payment", "payment", payments.payment_in_event(books, event.snapshot)


def _refund(books: Books, event: StoredEvent) -> Content:
    return "refund", "refund", payments.refund_in_event(books, event.snapshot)


def _order(_books: Books, event: StoredEvent) -> Content:
    """`data.type` is plainly `order` in real deliveries, whatever the documentation says (recorded)."""
    key = "order_created" if event.type == "order.created" else "order_updated"
    return "order", key, orders.summary(event.snapshot)


def _dispute(books: Books, event: StoredEvent) -> Content:
    return "dispute", "dispute", disputes.dispute(books, event.snapshot)


def _customer(books: Books, event: StoredEvent) -> Content:
    return "customer", "customer", people.customer(books, event.snapshot)


def _card(books: Books, event: StoredEvent) -> Content:
    return "card", "card", people.card(books, event.snapshot)


def _invoice(books: Books, event: StoredEvent) -> Content:
    return "invoice", "invoice", billing.invoice(books, event.snapshot)


def _subscription(_books: Books, event: StoredEvent) -> Content:
    return "subscription", "subscription", billing.subscription_in_event(event.snapshot)


def _catalog(_books: Books, event: StoredEvent) -> Content:
    """Only that something has changed, and when: not what."""
    return "catalog_version", "catalog_version", {"updated_at": times.trimmed(event.snapshot.updated_at)}


_CONTENT: Mapping[type, Callable[[Books, StoredEvent], Content]] = {
    Card: _card,
    CatalogObject: _catalog,
    Customer: _customer,
    Dispute: _dispute,
    Invoice: _invoice,
    Order: _order,
    Payment: _payment,
    Refund: _refund,
    Subscription: _subscription,
}


def event(books: Books, value: StoredEvent) -> dict[str, Any]:
    """Keys of the envelope in the recorded order; inside `data.object` by alphabet at every level."""
    snapshot = value.snapshot
    if isinstance(snapshot, Trial):
        return _trial(books, value)
    created = value.created * 1000 + value.milliseconds
    envelope: dict[str, Any] = {"merchant_id": books.account}
    if isinstance(snapshot, Dispute | Invoice):
        envelope["location_id"] = snapshot.location_id
    envelope |= {"type": value.type, "event_id": value.id, "created_at": _created(snapshot, created)}
    kind, key, content = _CONTENT[type(snapshot)](books, value)
    # That the catalogue has changed is about no object.
    data = {"type": kind} if isinstance(snapshot, CatalogObject) else {"type": kind, "id": snapshot.id}
    if value.type == "invoice.deleted":
        return envelope | {"data": {**data, "deleted": True}}
    return envelope | {"data": {**data, "object": {key: by_alphabet(content)}}}


def _trial(books: Books, value: StoredEvent) -> dict[str, Any]:
    """A notification that is about nothing: no object in it (recorded in 2022)."""
    created = times.shown(value.created * 1000 + value.milliseconds)
    return {
        "merchant_id": books.account,
        "type": value.type,
        "event_id": value.id,
        "created_at": created,
        "data": {"type": "webhooks", "id": value.snapshot.id},
    }


def trial(_books: Books, value: Trial) -> dict[str, Any]:
    return {"type": "webhooks", "id": value.id}


def _created(snapshot: Any, at: int) -> str:
    return times.seconds(at) if isinstance(snapshot, Order | Invoice) else times.trimmed(at)


def by_alphabet(value: Any) -> Any:
    """Return plain data with the keys of every object sorted."""
    if isinstance(value, Mapping):
        return {name: by_alphabet(value[name]) for name in sorted(value)}
    if isinstance(value, list | tuple):
        return [by_alphabet(one) for one in value]
    return value


def types_of(endpoint: Endpoint) -> list[str]:
    """Return the types that a subscription is for; one of ours may be for all."""
    return list(TYPES) if "*" in endpoint.enabled_events else list(endpoint.enabled_events)


def subscription(_books: Books, value: Endpoint) -> dict[str, Any]:
    """With its signature key: Square shows it on every retrieval."""
    created = times.stamped(value.created * 1000)
    return present(
        {
            "id": value.id,
            "name": value.description,
            "enabled": value.enabled,
            "event_types": types_of(value),
            "notification_url": value.url,
            "api_version": value.api_version,
            "signature_key": value.secrets[0] if value.secrets else None,
            "created_at": created,
            "updated_at": value.metadata.get("updated_at", created),
        }
    )
