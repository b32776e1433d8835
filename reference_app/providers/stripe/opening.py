"""Protection: a payment is opened under the order's own idempotency key. Not: who may, and for how much."""

from __future__ import annotations

from itertools import islice

import stripe

from reference_app.orders.store import Order
from reference_app.providers.keys import key_for
from reference_app.providers.opened import Opened

CLOCKS_APART = 120
"""Seconds by which our clock and the provider's may differ."""
MOST_LOOKED_AT = 500


def open_payment(client: stripe.StripeClient, order: Order, public_url: str) -> Opened:
    """Create the order's payment, or get the one that exists: same key, same parameters, same object.

    The amount is the order's, frozen when it was placed. Raises stripe.StripeError; then it is *unknown* whether the
    payment exists.
    """
    if order.flow == "hosted":
        return _session(client, order, public_url)
    intent = client.v1.payment_intents.create(
        {
            "amount": order.amount,
            "currency": order.currency,
            "automatic_payment_methods": {"enabled": True},
            "capture_method": "manual" if order.flow == "reserve" else "automatic_async",
            "metadata": {"order": order.id},
        },
        {"idempotency_key": key_for(order.id, _purpose("payment-intent", order))},
    )
    return Opened(intent.id, client_secret=intent.client_secret)


def _purpose(kind: str, order: Order) -> str:
    """Name what shall happen once: the first payment, or the one that follows a payment which is closed."""
    return kind if order.payment_object is None else f"{kind}-after-{order.payment_object}"


def _session(client: stripe.StripeClient, order: Order, public_url: str) -> Opened:
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "client_reference_id": order.id,
            "metadata": {"order": order.id},
            "payment_intent_data": {"metadata": {"order": order.id}},
            "line_items": [
                {
                    "quantity": order.quantity,
                    "price_data": {
                        "currency": order.currency,
                        "unit_amount": order.amount // order.quantity,
                        "product_data": {"name": order.sku},
                    },
                }
            ],
            # Fixed addresses of our own: nothing that a client sent decides where the buyer goes after paying.
            "success_url": f"{public_url}/return?order={order.id}",
            "cancel_url": f"{public_url}/return?order={order.id}",
        },
        {"idempotency_key": key_for(order.id, _purpose("checkout-session", order))},
    )
    return Opened(session.id, url=session.url)


def opened_payment(client: stripe.StripeClient, object_id: str) -> Opened:
    """Get what the browser needs for a payment that is known to exist."""
    if object_id.startswith("cs_"):
        session = client.v1.checkout.sessions.retrieve(object_id)
        return Opened(session.id, url=session.url, closed=session.status == "expired")
    intent = client.v1.payment_intents.retrieve(object_id)
    return Opened(intent.id, client_secret=intent.client_secret, closed=intent.status == "canceled")


def find_payment(client: stripe.StripeClient, order: Order) -> Opened | None:
    """Find the payment that was created for the order among those made since, by the order's name in its metadata."""
    since = int(order.created_at) - CLOCKS_APART
    if order.flow == "hosted":
        sessions = client.v1.checkout.sessions.list({"created": {"gte": since}, "limit": 100})
        for session in islice(sessions.auto_paging_iter(), MOST_LOOKED_AT):
            if session.client_reference_id == order.id and session.id != order.payment_object:
                return Opened(session.id, url=session.url)
        return None
    intents = client.v1.payment_intents.list({"created": {"gte": since}, "limit": 100})
    for intent in islice(intents.auto_paging_iter(), MOST_LOOKED_AT):
        if intent.metadata.to_dict().get("order") == order.id and intent.id != order.payment_object:
            return Opened(intent.id, client_secret=intent.client_secret)
    return None
