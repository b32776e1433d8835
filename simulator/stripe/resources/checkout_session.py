"""Checkout session: a page on which somebody may pay, and what came of it. Not: the intent that a payment makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["open", "complete", "expired"]
PaymentStatus = Literal["unpaid", "paid", "no_payment_required"]

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("open", "paid"): Move("complete", "checkout.session.completed"),
    ("open", "submitted"): Move("complete", "checkout.session.completed"),
    ("open", "nothing due"): Move("complete", "checkout.session.completed"),
    ("complete", "async paid"): Move("complete", "checkout.session.async_payment_succeeded"),
    ("complete", "async failed"): Move("complete", "checkout.session.async_payment_failed"),
    ("open", "expired"): Move("expired", "checkout.session.expired"),
}

PAYMENT_STATUS: dict[str, PaymentStatus] = {
    "paid": "paid",
    "async paid": "paid",
    "nothing due": "no_payment_required",
}


class LineItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line: what is bought, and how many. `price` and `product` are ids; amounts are in minor units."""

    id: str
    price: str
    product: str
    name: str
    currency: str
    quantity: int
    subtotal: int
    """What all pieces cost together, rounded to the minor unit."""
    discount: int = 0

    @property
    def total(self) -> int:
        return self.subtotal - self.discount


class Discount(msgspec.Struct, frozen=True, kw_only=True):
    """What has been applied to a session: a coupon, and the promotion code that stands for it if there is one."""

    id: str
    coupon: str
    start: int
    promotion_code: str | None = None


class CheckoutSession(msgspec.Struct, frozen=True, kw_only=True):
    """A page to pay on. Amounts are integers in the currency's minor unit.

    In setup mode there is nothing to pay: no lines, and the currency is empty if none was named. In subscription mode
    the lines are what is due today; their intents are not shown.
    """

    id: str
    created: int
    expires_at: int
    currency: str
    line_items: tuple[LineItem, ...]
    mode: str = "payment"
    status: Status = "open"
    payment_status: PaymentStatus = "unpaid"
    ui_mode: str = "hosted_page"
    page: str | None = None
    """Address of the page while the session is open; not shown afterwards."""
    success_url: str | None = None
    cancel_url: str | None = None
    return_url: str | None = None
    client_reference_id: str | None = None
    client_secret: str | None = None
    customer: str | None = None
    customer_creation: str = "if_required"
    customer_details: Mapping[str, Any] | None = None
    customer_email: str | None = None
    metadata: Mapping[str, str] = {}
    discount: Discount | None = None
    payment_intent: str | None = None
    setup_intent: str | None = None
    payment_method_types: tuple[str, ...] = ("card", "link")
    payment_link: str | None = None
    payment_method_collection: str = "if_required"
    subscription: str | None = None
    """What was subscribed to on the page; None until it is complete."""
    invoice: str | None = None
    """The first one of that."""
    subscription_data: Mapping[str, Any] = {}
    """Terms of the subscription, kept until the buyer subscribes. Not shown."""
    intent_data: Mapping[str, Any] = {}
    """`payment_intent_data`, kept until the buyer pays. Not shown."""
    settled: int | None = None
    """What was paid, where that is not the sum of the lines."""
    options: Mapping[str, Any] = {}
    """Parameters that are shown as they were given: `locale`, `submit_type`, `billing_address_collection` …"""

    @property
    def subtotal(self) -> int:
        return sum(item.subtotal for item in self.line_items)

    @property
    def taken_off(self) -> int:
        """What the discount takes off all lines together."""
        return sum(item.discount for item in self.line_items)

    @property
    def total(self) -> int:
        return self.subtotal - self.taken_off if self.settled is None else self.settled


def move(session: CheckoutSession, what: str) -> tuple[CheckoutSession, tuple[str, ...]]:
    """Return `session` after `what` happened, and the types of the events to announce.

    A session that was `submitted` is complete and unpaid: the money is on its way. Raises Forbidden.
    """
    step = follow(MOVES, session.status, what)
    paid = PAYMENT_STATUS.get(what, session.payment_status)
    return replace(session, status=step.to, payment_status=paid, page=None), step.announces
