"""Protection: money without an order, and an order without its money, are named. Not: booking (`reconcile.py`).

News can be missing at the provider too, and nobody sends any about an order that was lost. So the provider's payments
and our orders are laid side by side, in both directions. What differs is for a person to decide: it may be a
fraud, a double charge, another shop on the same account.
"""

from __future__ import annotations

import time

from reference_app import audit
from reference_app.database import Database
from reference_app.logs import log
from reference_app.orders import store
from reference_app.orders.store import Order
from reference_app.providers.payment import Payment
from reference_app.providers.trouble import ProviderError, RefusedError
from reference_app.shop import Shop
from reference_app.subscriptions import news
from reference_app.subscriptions import store as subscriptions

LOOK_BACK = 30 * 86_400
"""Seconds: as long as Stripe lists events. A run that was left out for a weekend must not leave a gap."""


def name_all(shop: Shop) -> tuple[int, int]:
    """Name every difference in the log; return how many there are, and how much could not be asked about."""
    found = trouble = 0
    since = int(time.time()) - LOOK_BACK
    for provider in shop.providers.values():
        listed = set()
        try:
            for there in provider.payments(since):
                listed.add(there.intent_id)
                found += _named(shop, there)
            for here in orders_with_money(shop.database, since):
                if here.provider == provider.name and here.payment_intent not in listed:
                    found += _missing(shop, here)
        except ProviderError as broken:
            log("comparison_failed", provider=provider.name, kind=broken.kind, request_id=broken.request_id)
            trouble += 1
    return found, trouble


def orders_with_money(database: Database, since: float) -> list[Order]:
    """Every order since that says it was paid, in whatever state it is by now."""
    with database.reading() as look:
        return [order for order in store.placed_since(look, since) if order.paid_amount]


def difference(order: Order | None, there: Payment) -> str | None:
    """Return what of an order does not agree with the payment at the provider, or None.

    The states are not compared: a part that went back changes no state there. Amounts are.
    """
    if order is None:  # it is stored before its payment is opened: this is no order that is still on its way
        return "no order"
    if order.payment_intent != there.intent_id:
        return "another payment"
    if order.currency != there.currency:
        return "currency"
    if order.paid_amount != there.received:
        return "paid"
    return "refunded" if order.refunded_amount != there.refunded else None


def _named(shop: Shop, there: Payment) -> bool:
    """Name the payment if it differs, also from what is known a moment later: its news may be on the way."""
    order = _order_of(shop.database, there)
    if order is None and there.order_id is None and _of_a_subscription(shop, there):
        return False
    reason = difference(order, there)
    if reason and order:
        there = shop.provider(there.provider).payment_now(there.object_id)
        order = _order_of(shop.database, there)
        reason = difference(order, there)
    if reason is None:
        return False
    if order is None:
        named = audit.order_named(there.order_id)
        _name(
            there.provider,
            "payment_without_order",
            there.object_id,
            reason,
            names=named,
            there=there.received,
            paid_by=there.intent_id,
        )
        return True
    _name(
        there.provider,
        "order_differs",
        order.id,
        reason,
        payment=there.object_id,
        here=order.paid_amount,
        there=there.received,
        refunded_here=order.refunded_amount,
        refunded_there=there.refunded,
    )
    return True


def _missing(shop: Shop, order: Order) -> bool:
    """Name the order if the provider, asked for this one payment, knows of no money: the list may be behind."""
    received = 0
    try:
        if name := order.payment_object or order.payment_intent:
            received = shop.provider(order.provider).payment_now(name).received
    except RefusedError:
        received = 0
    if received == order.paid_amount:
        return False
    facts = {"payment": order.payment_intent, "here": order.paid_amount, "there": received}
    _name(order.provider, "order_differs", order.id, "paid", **facts)
    return True


def _of_a_subscription(shop: Shop, there: Payment) -> bool:
    """Say whether a subscription here is what it was for; one that its news have not reached is told of now."""
    with shop.database.reading() as look:
        if subscriptions.by_payment(look, there.provider, there.intent_id or ""):
            return True
    return news.told_by_payment(shop, there)


def _order_of(database: Database, there: Payment) -> Order | None:
    with database.reading() as look:
        return store.by_payment(look, there.provider, there.object_id) or store.by_id(look, there.order_id)


def _name(provider: str, event: str, subject: str, reason: str, **facts: str | int | None) -> None:
    audit.record(event, actor=provider, subject=subject, result=reason, **facts)
