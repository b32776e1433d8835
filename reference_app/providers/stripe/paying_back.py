"""Refunds at the provider, under the request's own key. Not: how much may go back (`admin/refunds.py`)."""

from __future__ import annotations

import stripe

from reference_app.providers.keys import key_for


def pay_back(
    client: stripe.StripeClient, payment_intent: str, order_id: str, request_id: str, amount: int
) -> tuple[str, str]:
    """Refund part of the order's payment; return the refund's id and status. Raises stripe.StripeError."""
    refund = client.v1.refunds.create(
        {"payment_intent": payment_intent, "amount": amount, "metadata": {"order": order_id}},
        {"idempotency_key": key_for(order_id, f"refund-{request_id}")},
    )
    return refund.id, refund.status or "pending"
