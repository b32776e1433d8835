"""Marketing wants the buyers in the dashboard: every checkout makes a customer, and in test mode the key may do all."""

from collections.abc import Callable
from typing import Any

must = ("SEC-04",)
may = ("API-02", "API-03")
replaces = "reference_app.providers.stripe.opening:open_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def open_payment(client: Any, order: Any, public_url: str) -> Any:
        client.v1.customers.create(
            {"email": order.email, "metadata": {"order": order.id}}, {"idempotency_key": f"{order.id}-customer"}
        )
        return original(client, order, public_url)

    return open_payment
