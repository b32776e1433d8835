"""Captures at the provider, under the request's own key. Not: how much may be taken (`admin/captures.py`)."""

from __future__ import annotations

import stripe

from reference_app.orders.store import Order
from reference_app.providers.keys import key_for


def capture_payment(client: stripe.StripeClient, order: Order, request_id: str, amount: int) -> str:
    """Take `amount` of what was authorised, and return the payment's status. The provider releases the rest.

    The reply is a hint: its webhook may have been here before it. Raises stripe.StripeError.
    """
    intent = client.v1.payment_intents.capture(
        order.payment_intent or "",
        {"amount_to_capture": amount},
        {"idempotency_key": key_for(order.id, f"capture-{request_id}")},
    )
    return intent.status
