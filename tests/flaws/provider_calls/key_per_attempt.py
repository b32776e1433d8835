"""The shop retries by itself and is careful to give every attempt a fresh key, "because keys must be unique".

ProgixDev/incacook-app issue 36: two payments for one order whenever the first reply was lost.
"""

import uuid
from collections.abc import Callable
from typing import Any

must = ("API-02",)
may = ()
replaces = "reference_app.providers.stripe.opening:open_payment"

ATTEMPTS = 3


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def open_payment(client: Any, order: Any, public_url: str) -> Any:
        import stripe

        from reference_app.providers.opened import Opened

        if order.flow == "hosted":
            return original(client, order, public_url)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                intent = client.v1.payment_intents.create(
                    {
                        "amount": order.amount,
                        "currency": order.currency,
                        "automatic_payment_methods": {"enabled": True},
                        "metadata": {"order": order.id},
                    },
                    {"idempotency_key": str(uuid.uuid4()), "max_network_retries": 0},
                )
            except stripe.StripeError:
                if attempt == ATTEMPTS:
                    raise
            else:
                return Opened(intent.id, client_secret=intent.client_secret)
        raise AssertionError("every attempt returns or raises")

    return open_payment
