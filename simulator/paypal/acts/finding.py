"""What an act is about: the object that it names, or what belongs to it. Not: acting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.paypal import errors
from simulator.paypal.resources.dispute import Dispute
from simulator.paypal.resources.order import Order, payments
from simulator.paypal.resources.payment import Authorization, Capture, Refund
from simulator.paypal.resources.sale import Sale, SaleRefund
from simulator.paypal.resources.subscription import Subscription
from simulator.world import Books

Params = Mapping[str, Any]


def object_of(books: Books, params: Params) -> Any:
    """Return the object that is named; None if there is none of that id."""
    return books.objects.get(str(params.get("object") or ""))


def order_of(books: Books, params: Params) -> Order:
    """Return the order that is meant; a payment stands for its own."""
    found = object_of(books, params)
    if isinstance(found, Authorization | Capture | Refund | Dispute):
        found = books.objects.get(found.order or "")
    if not isinstance(found, Order):
        raise errors.act(f"{params.get('object')!r} is no order.")
    return found


def held_of(books: Books, params: Params) -> Authorization:
    """Return the hold that is meant; an order stands for its latest."""
    found = object_of(books, params)
    if isinstance(found, Order):
        there = payments(found, "authorizations")
        found = books.objects.get(there[-1].id) if there else None
    if not isinstance(found, Authorization):
        raise errors.act(f"{params.get('object')!r} has no authorization.")
    return found


def capture_of(books: Books, params: Params) -> Capture:
    """Return the capture that is meant; an order, a hold or a refund stands for its latest."""
    found = object_of(books, params)
    if isinstance(found, Refund | Dispute):
        found = books.objects.get(found.capture)
    if isinstance(found, Authorization):
        found = books.objects.get(found.order)
    if isinstance(found, Order):
        there = payments(found, "captures")
        found = books.objects.get(there[-1].id) if there else None
    if not isinstance(found, Capture):
        raise errors.act(f"{params.get('object')!r} has no capture.")
    return found


def subscription_of(books: Books, params: Params) -> Subscription:
    """Return the subscription that is meant; its money stands for it."""
    found = object_of(books, params)
    if isinstance(found, Sale | SaleRefund | Dispute):
        found = books.objects.get(found.subscription or "")
    if not isinstance(found, Subscription):
        raise errors.act(f"{params.get('object')!r} is no subscription.")
    return found


def taken_of(books: Books, params: Params) -> Capture | Sale:
    """Return the payment that is meant; a subscription, and what became of a sale, stands for its latest sale."""
    found = object_of(books, params)
    if isinstance(found, SaleRefund):
        found = books.objects[found.sale]
    if isinstance(found, Dispute) and found.subscription is not None:
        found = books.objects[found.capture]
    if isinstance(found, Sale):
        return found
    if not isinstance(found, Subscription):
        return capture_of(books, params)
    sales = [one for one in books.of_kind(Sale) if one.subscription == found.id]
    if not sales:
        raise errors.act(f"{found.id} has no payment.")
    latest: Sale = sales[-1]
    return latest


def refund_of(books: Books, params: Params) -> Refund:
    """Return the refund that is meant; an order or a capture stands for its latest."""
    found = object_of(books, params)
    if isinstance(found, Capture):
        found = books.objects.get(found.order)
    if isinstance(found, Order):
        there = payments(found, "refunds")
        found = books.objects.get(there[-1].id) if there else None
    if not isinstance(found, Refund):
        raise errors.act(f"{params.get('object')!r} has no refund.")
    return found


def amount_of(params: Params) -> int | None:
    """Return the amount that is said, in minor units; None for all."""
    value = params.get("amount")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise errors.act(f"amount = {value!r} is no amount. Write an integer above 0 in the minor unit.")
    return value


def text_of(params: Params, name: str) -> str | None:
    value = params.get(name)
    return None if value is None else str(value)
