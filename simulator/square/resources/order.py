"""Order: what is sold, for how much, and by which tenders it was paid. Not: how its amounts come about.

Source: Square, "Orders API: order states"; versions and tenders as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

State = Literal["DRAFT", "OPEN", "COMPLETED", "CANCELED"]

MOVES: dict[tuple[str, str], Move[str]] = {
    ("DRAFT", "opened"): Move("OPEN", "order.updated"),
    ("DRAFT", "changed"): Move("DRAFT", "order.updated"),
    ("DRAFT", "canceled"): Move("CANCELED", "order.updated"),
    ("OPEN", "changed"): Move("OPEN", "order.updated"),
    ("OPEN", "completed"): Move("COMPLETED", "order.updated"),
    ("OPEN", "canceled"): Move("CANCELED", "order.updated"),
    ("COMPLETED", "changed"): Move("COMPLETED", "order.updated"),
    ("CANCELED", "changed"): Move("CANCELED", "order.updated"),
}

PAYABLE = ("DRAFT", "OPEN")

HELD = ("AUTHORIZED", "CAPTURED")
"""States of a tender whose money is there."""


class Tender(msgspec.Struct, frozen=True, gc=False):
    """A payment as its order shows it. `status` is that of a card: AUTHORIZED, CAPTURED, VOIDED, FAILED."""

    id: str
    """That of the payment (recorded)."""
    created_at: int
    amount: int
    tip: int
    type: str
    status: str
    card: Mapping[str, Any] | None = None
    entry_method: str | None = None
    customer_id: str | None = None


class Order(msgspec.Struct, frozen=True, gc=False):
    """What is sold. Amounts are integers in minor units, times unix milliseconds of the world."""

    id: str
    location_id: str
    currency: str
    created_at: int
    updated_at: int
    state: State = "OPEN"
    version: int = 1
    source_name: str = ""
    priced: Mapping[str, Any] = {}
    """Lines, taxes, discounts, service charges and fulfilments with their amounts, as they are shown."""
    given: Mapping[str, Any] = {}
    """What is shown as it was sent: reference, customer, metadata, ticket name, pricing options."""
    total: int = 0
    """What the buyer owes without a tip."""
    tax: int = 0
    discount: int = 0
    service_charge: int = 0
    tenders: tuple[Tender, ...] = ()
    refunds: tuple[Mapping[str, Any], ...] = ()
    returned: int = 0
    returns: tuple[Mapping[str, Any], ...] = ()
    """Of an order that stands for a return."""
    closed_at: int | None = None
    link_id: str | None = None
    """The payment link that it was made for; nothing shows it."""
    invoice_id: str | None = None
    """The invoice that asks for its money, and is paid in its place; nothing shows it."""
    subscription_id: str | None = None
    """The subscription that it bills a period of; nothing shows it."""

    @property
    def customer_id(self) -> str | None:
        customer: str | None = self.given.get("customer_id")
        return customer

    @property
    def tip(self) -> int:
        """A tip makes the order's total grow (recorded)."""
        return sum([tender.tip for tender in self.tenders if tender.status in HELD]) if self.tenders else 0

    @property
    def paid(self) -> int:
        """What was captured or authorised, tips included."""
        return sum([tender.amount for tender in self.tenders if tender.status in HELD]) if self.tenders else 0

    @property
    def captured(self) -> int:
        return sum([tender.amount for tender in self.tenders if tender.status == "CAPTURED"])

    @property
    def due(self) -> int:
        return max(0, self.total + self.tip - self.paid)


def move(order: Order, what: str, at: int) -> tuple[Order, tuple[str, ...]]:
    """Return `order` after `what` happened, one version on, and the types of the events to announce.

    Raises Forbidden, naming the states that allow `what`, if the table has no such move.
    """
    step = follow(MOVES, order.state, what)
    moved = replace(order, state=step.to, updated_at=at, version=order.version + 1)
    if step.to in ("COMPLETED", "CANCELED") and order.closed_at is None:
        moved = replace(moved, closed_at=at)
    return moved, step.announces


def with_tender(order: Order, tender: Tender) -> Order:
    """Return the order with the tender, in place of what it had of the same payment."""
    if any(one.id == tender.id for one in order.tenders):
        return replace(order, tenders=tuple(tender if one.id == tender.id else one for one in order.tenders))
    return replace(order, tenders=(*order.tenders, tender))
