"""Cancelling a payment that nobody makes any more. Not: which (`worker/abandoned.py`)."""

from __future__ import annotations

import stripe

from reference_app.orders.store import Order
from reference_app.providers.opening import key_for


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
