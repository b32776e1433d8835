"""Closing a payment that nobody makes any more, or that is not taken.

Not: which (`worker/abandoned.py`, `checkout/leaving.py`, `admin/releases.py`).
"""

from __future__ import annotations

import stripe

from reference_app.orders.store import Order
from reference_app.providers.keys import key_for


def cancel_payment(client: stripe.StripeClient, order: Order) -> str:
    """Cancel the order's payment intent, and return its status. Nothing can be paid through it afterwards.

    Raises stripe.InvalidRequestError if it was paid: https://docs.stripe.com/api/payment_intents/cancel.
    """
    intent = client.v1.payment_intents.cancel(
        order.payment_intent or "",
        {"cancellation_reason": "abandoned"},
        {"idempotency_key": key_for(order.id, f"abandoned-{order.payment_intent}")},
    )
    return intent.status


def release_payment(client: stripe.StripeClient, order: Order) -> None:
    """Let go of what was authorised. Raises stripe.InvalidRequestError if it was captured, or let go before."""
    intent = order.payment_intent or ""
    client.v1.payment_intents.cancel(intent, {}, {"idempotency_key": key_for(order.id, f"released-{intent}")})


def close_payment(client: stripe.StripeClient, order: Order) -> None:
    """Let no money come through the order's payment any more, as its buyer asked: an intent, or a page of Stripe's.

    Raises stripe.InvalidRequestError if it was paid, or is closed.
    """
    payment = order.payment_object or ""
    once: stripe.RequestOptions = {"idempotency_key": key_for(order.id, f"cancelled-{payment}")}
    if payment.startswith("cs_"):
        client.v1.checkout.sessions.expire(payment, options=once)
    else:
        client.v1.payment_intents.cancel(payment, {"cancellation_reason": "requested_by_customer"}, once)
