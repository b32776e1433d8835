"""What an act is about: payment, order or refund behind whichever id was given. Not: acting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.square import errors, policy
from simulator.square.command import find, found
from simulator.square.resources.invoice import Invoice
from simulator.square.resources.order import Order
from simulator.square.resources.payment import Payment
from simulator.square.resources.payment_link import PaymentLink
from simulator.square.resources.refund import Refund
from simulator.square.resources.subscription import Subscription
from simulator.world import Books

Params = Mapping[str, Any]


def object_id(params: Params) -> str:
    return str(params.get("object") or "")


def order_of(books: Books, params: Params) -> Order:
    """Return the order that is meant: itself, a link's, an invoice's, or that of a payment."""
    given = object_id(params)
    link = found(books, PaymentLink, given)
    payment = found(books, Payment, given)
    invoice = found(books, Invoice, given)
    if link is not None:
        given = link.order_id
    elif payment is not None:
        given = payment.order_id
    elif invoice is not None:
        given = invoice.order_id
    return find(books, Order, given, "order")


def link_of(books: Books, order: Order) -> PaymentLink | None:
    return found(books, PaymentLink, order.link_id or "")


def payment_of(books: Books, params: Params) -> Payment:
    """Return the payment that is meant: itself, or the newest of an order or link, failed ones last."""
    payment = found(books, Payment, object_id(params))
    if payment is not None:
        return payment
    subscription = found(books, Subscription, object_id(params))
    if subscription is not None:
        return _latest_of(books, subscription)
    order = order_of(books, params)
    tried = [found(books, Payment, tender.id) for tender in reversed(order.tenders)]
    there = [one for one in tried if one is not None]
    if not there:
        raise errors.bad_request(f"Order {order.id} has no payment yet.")
    return next((one for one in there if one.status != "FAILED"), there[0])


def _latest_of(books: Books, subscription: Subscription) -> Payment:
    """Return the newest payment of a subscription that went through, else the newest that was tried."""
    there = (found(books, Payment, name) for name in reversed(books.kinds.get(Payment, {})))
    tried = [one for one in there if one is not None and one.subscription_id == subscription.id]
    if not tried:
        raise errors.bad_request(f"Subscription {subscription.id} has no payment yet.")
    return next((one for one in tried if one.status == "COMPLETED"), tried[0])


def refund_of(books: Books, params: Params) -> Refund:
    """Return the refund that is meant: itself, or the newest of a payment."""
    refund = found(books, Refund, object_id(params))
    if refund is not None:
        return refund
    payment = payment_of(books, params)
    if not payment.refund_ids:
        raise errors.bad_request(f"Payment {payment.id} has no refund.")
    return find(books, Refund, payment.refund_ids[-1], "refund")


def amount_of(params: Params, name: str) -> int | None:
    """Return an amount in minor units, None if none was given. Raises the refusal for what is none."""
    value = params.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= policy.LARGEST:
        raise errors.bad_request(f"{name} = {value!r} is no amount. Write an integer above 0 in the minor unit.")
    return value
