"""The first payment carries the order's name, the one that follows a cancelled payment was written later and does not.

Its money arrives, nobody knows for what, and the order is held until somebody complains.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.opening:open_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def open_payment(client: Any, order: Any, public_url: str) -> Any:
        from reference_app.providers.keys import key_for
        from reference_app.providers.opened import Opened

        if order.flow == "hosted" or order.payment_object is None:
            return original(client, order, public_url)
        intent = client.v1.payment_intents.create(
            {"amount": order.amount, "currency": order.currency, "automatic_payment_methods": {"enabled": True}},
            {"idempotency_key": key_for(order.id, f"again-{order.payment_object}")},
        )
        return Opened(intent.id, client_secret=intent.client_secret)

    return open_payment
