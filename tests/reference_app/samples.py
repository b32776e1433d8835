"""An order and the payment that settles it, for tests of rules that need no shop. Not: anything that is stored."""

from __future__ import annotations

from reference_app.orders import store
from reference_app.providers.payment import Payment


def new_order() -> store.Order:
    return store.new_order(
        cart_key=None,
        provider="stripe",
        flow="elements",
        sku="tea",
        quantity=1,
        amount=1999,
        currency="eur",
        email="a@b.c",
        note="",
        reference="",
    )


def settled(order: store.Order, intent: str = "pi_1") -> Payment:
    """Return the provider's view of the order once it is paid."""
    return Payment(
        provider="stripe",
        object_id=intent,
        intent_id=intent,
        order_id=order.id,
        livemode=False,
        status="succeeded",
        received=1999,
        currency="eur",
    )
