"""Create and confirm in one call, as the quickstart shows it, under a key of the moment: two presses are two charges.

The order remembers the last payment, so each press by itself is right.
"""

import time
from collections.abc import Callable
from typing import Any

must = ("API-03",)
may = ("API-02", "API-05", "PAY-02", "SV-03")
subtle = True
replaces = "reference_app.providers.stripe.confirming:confirm_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def confirm_payment(client: Any, order: Any, payment_method: str, attempt: str, public_url: str) -> Any:
        from assay_flaw_plumbing import shop

        from reference_app.orders import store

        intent = client.v1.payment_intents.create(
            {
                "amount": order.amount,
                "currency": order.currency,
                "automatic_payment_methods": {"enabled": True},
                "payment_method": payment_method,
                "confirm": True,
                "return_url": f"{public_url}/return?order={order.id}",
                "metadata": {"order": order.id},
            },
            {"idempotency_key": f"{attempt}-{time.time_ns()}"},
        )
        with shop().database.writing() as tx:
            store.change(tx, order.id, payment_object=intent.id, payment_intent=intent.id)
        return intent.status

    return confirm_payment
