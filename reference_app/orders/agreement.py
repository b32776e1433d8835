"""Protection: what was paid is what was owed, for this order and no other. Pure: no database, no provider."""

from __future__ import annotations

from reference_app.orders.store import Order
from reference_app.providers.payment import Payment

MONEY_IN_SIGHT = ("succeeded", "processing", "requires_capture")


def superseded(order: Order, payment: Payment) -> bool:
    """Say whether it is late news of a payment that another one has followed, and of no money: it changes nothing."""
    return (
        payment.order_id == order.id
        and payment.provider == order.provider
        and _is_another(order, payment)
        and payment.status not in MONEY_IN_SIGHT
        and payment.received == 0
    )


def disagreement(order: Order, payment: Payment) -> str | None:
    """Return what does not fit between the order and the provider's record, or None.

    A number alone proves nothing: 1999 JPY is not 19.99 EUR, and a payment for a cheap order is not one for a dear
    one. More than was owed is held too: it is somebody's money. Of what was authorised, owed is what staff decided to
    capture: a part that somebody captured elsewhere is not.
    """
    if payment.order_id != order.id or payment.provider != order.provider:
        return "order"
    if _is_another(order, payment):
        return "payment"
    if order.payment_intent and payment.intent_id not in (order.payment_intent, None):
        return "payment"
    if payment.status != "succeeded" and payment.received == 0:
        return None  # no money yet: nothing to compare
    if payment.currency != order.currency:
        return "currency"
    if payment.received != order.owed:
        return "amount"
    return None


def _is_another(order: Order, payment: Payment) -> bool:
    return bool(order.payment_object) and payment.object_id not in (order.payment_object, order.payment_intent)
