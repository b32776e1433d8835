"""The key had to be unique per buyer and day, so it is made of the buyer's e-mail address; keys end up in many logs."""

from collections.abc import Callable
from typing import Any

must = ("API-01",)
may = ()
replaces = "reference_app.providers.stripe.opening:open_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def open_payment(client: Any, order: Any, public_url: str) -> Any:
        from reference_app.providers.opened import Opened

        if order.flow == "hosted":
            return original(client, order, public_url)
        intent = client.v1.payment_intents.create(
            {
                "amount": order.amount,
                "currency": order.currency,
                "automatic_payment_methods": {"enabled": True},
                "metadata": {"order": order.id},
            },
            {"idempotency_key": f"{order.email}/{int(order.created_at * 1000)}"},
        )
        return Opened(intent.id, client_secret=intent.client_secret)

    return open_payment
