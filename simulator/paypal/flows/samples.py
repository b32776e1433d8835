"""Stock resources, as PayPal's webhook simulator has them: nothing of them is stored. Not: their events."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.paypal import naming, policy
from simulator.paypal.event_types import TYPES
from simulator.paypal.flows.billing.samples import subscribed
from simulator.paypal.flows.units import merchant
from simulator.paypal.resources.dispute import Dispute
from simulator.paypal.resources.order import Order, Unit
from simulator.paypal.resources.payment import Authorization, Capture, Refund
from simulator.paypal.resources.product import Product
from simulator.paypal.resources.vault import PaymentToken
from simulator.paypal.shapes.disputes import transaction
from simulator.world import Books

AMOUNT, CURRENCY = 251, "USD"
"""Recorded: most samples are of 2.51."""


def sample(books: Books, event_type: str) -> Any:
    """Return a resource of the kind that such an event tells of."""
    draw, now = books.random, books.clock.now()
    order, payee = naming.transaction(draw), merchant(books)
    common: dict[str, Any] = {
        "order": order, "reference_id": "default", "created": now, "updated": now, "amount": AMOUNT,
        "currency": CURRENCY,
    }  # fmt: skip
    kind = TYPES[event_type].resource
    if kind == "authorization":
        status = "VOIDED" if event_type.endswith("VOIDED") else "CREATED"
        expires = now + policy.AUTHORIZATION_LASTS
        held = Authorization(id=naming.transaction(draw), expires=expires, payee=payee, **common)
        return replace(held, status=status)
    if kind == "refund":
        return Refund(id=naming.transaction(draw), capture=naming.transaction(draw), total=AMOUNT, **common)
    if kind == "checkout-order":
        unit = Unit(reference_id="default", amount=AMOUNT, currency=CURRENCY, payee=payee)
        done = event_type.endswith("COMPLETED")
        return Order(id=order, created=now, intent="CAPTURE", units=(unit,), status="COMPLETED" if done else "APPROVED")
    if kind == "payment_token":
        source = {"last_digits": "1111", "brand": "VISA", "expiry": "2030-12"}
        return PaymentToken(
            id=naming.payment_token(draw), created=now, customer=naming.customer(draw), kind="card", source=source
        )
    if kind == "product":
        return Product(id=naming.product(draw), created=now, updated=now, name="Sample product")
    if kind in ("plan", "subscription", "sale"):
        return subscribed(books, kind, event_type)
    statuses = {"PENDING": "PENDING", "DECLINED": "DECLINED", "DENIED": "DECLINED"}
    status = statuses.get(event_type.rpartition(".")[2], "COMPLETED")
    reason = "ECHECK" if status == "PENDING" else None
    taken = Capture(
        id=naming.transaction(draw), payee=payee, status=status, reason=reason,  # type: ignore[arg-type]  # its words
        fee=policy.fee(AMOUNT, CURRENCY, card=False), **common,
    )  # fmt: skip
    if kind != "dispute":
        return taken
    return Dispute(
        id=naming.dispute(draw), created=now, updated=now, capture=taken.id, order=order, amount=AMOUNT,
        currency=CURRENCY, reason="MERCHANDISE_OR_SERVICE_NOT_RECEIVED", about=transaction(taken),
        status="RESOLVED" if event_type.endswith("RESOLVED") else "OPEN",
    )  # fmt: skip
