"""Changes to a subscription at the provider. Not: who may, and which (`subscriptions/`)."""

from __future__ import annotations

import stripe


def change(client: stripe.StripeClient, object_id: str, price: str, key: str) -> None:
    """Protection: the dearer plan is there when it is paid. Bill it from now on, and settle the rest of the period now.

    Where the bank says no, nothing changes (stripe.CardError); less to pay becomes a credit for the next invoices.
    """
    (item,) = client.v1.subscriptions.retrieve(object_id)["items"].data
    client.v1.subscriptions.update(
        object_id,
        {
            "items": [{"id": item.id, "price": price}],
            "proration_behavior": "always_invoice",
            "payment_behavior": "error_if_incomplete",
        },
        {"idempotency_key": key},
    )


def cancel(client: stripe.StripeClient, object_id: str, key: str, *, now: bool) -> None:
    """End it now, or with its period."""
    if now:
        client.v1.subscriptions.cancel(object_id, options={"idempotency_key": key})
    else:
        client.v1.subscriptions.update(object_id, {"cancel_at_period_end": True}, {"idempotency_key": key})


def resume(client: stripe.StripeClient, object_id: str, key: str) -> None:
    client.v1.subscriptions.update(object_id, {"cancel_at_period_end": False}, {"idempotency_key": key})


def portal(client: stripe.StripeClient, customer: str, public_url: str) -> str:
    """Open the provider's page for this customer; it leads back to a fixed address of our own."""
    return client.v1.billing_portal.sessions.create({"customer": customer, "return_url": f"{public_url}/account"}).url
