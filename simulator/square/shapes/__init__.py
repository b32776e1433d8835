"""How Square's objects look in JSON: what is absent is left out, never null; keys in the recorded order. Not: deciding.

`shape` finds the function for a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.provider import Endpoint, StoredEvent
from simulator.square.command import Answer
from simulator.square.resources.dispute import Dispute, Evidence
from simulator.square.resources.invoice import Invoice
from simulator.square.resources.order import Order
from simulator.square.resources.payment import Payment
from simulator.square.resources.payment_link import LinkAddress, PaymentLink
from simulator.square.resources.people import Card, Customer, Nonce
from simulator.square.resources.refund import Refund
from simulator.square.resources.seller import CatalogObject, EventsKept, Location, Trial
from simulator.square.resources.subscription import Action, Happening, Subscription
from simulator.square.shapes import billing, catalog, disputes, orders, payments, people, seller, telling
from simulator.world import Books

SHAPES: Mapping[type, Callable[[Books, Any], dict[str, Any]]] = {
    Card: people.card,
    Action: billing.action_of,
    CatalogObject: catalog.catalog_object,
    Customer: people.customer,
    Dispute: disputes.dispute,
    Endpoint: telling.subscription,
    EventsKept: seller.events_kept,
    Evidence: disputes.evidence,
    Happening: billing.happening,
    Invoice: billing.invoice,
    LinkAddress: seller.link_address,
    Location: seller.location,
    Nonce: people.nonce,
    Order: orders.order,
    Payment: payments.payment,
    PaymentLink: seller.payment_link,
    Refund: payments.refund,
    StoredEvent: telling.event,
    Subscription: billing.subscription,
    Trial: telling.trial,
}


def shape(books: Books, value: Any) -> Any:
    """Return a value as JSON shows it; what is plain data is shown already."""
    kind = type(value)
    shown = SHAPES.get(kind)
    if shown is not None:
        return shown(books, value)
    if kind is Answer:
        return {name: shape(books, one) for name, one in value.named.items() if one is not None and one not in ([], ())}
    if isinstance(value, list | tuple):
        return [shape(books, one) for one in value]
    if kind is dict:
        return {name: shape(books, one) for name, one in value.items()}
    return value
