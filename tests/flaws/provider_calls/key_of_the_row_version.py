"""The key holds the time of the order's last change, as cache keys do. A double click is one payment, a reload is not.

The first answer is written into the order, which changes it: the next visit to the checkout opens another payment.
"""

from collections.abc import Callable
from typing import Any

must = ("API-03",)
may = ("API-02",)
subtle = True
replaces = "reference_app.checkout.placing:open_for"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def open_for(shop: Any, order: Any) -> Any:
        from reference_app.orders import store
        from reference_app.providers.opened import Opened

        if order.flow == "hosted":
            return original(shop, order)
        intent = shop.provider("stripe").client.v1.payment_intents.create(
            {
                "amount": order.amount,
                "currency": order.currency,
                "automatic_payment_methods": {"enabled": True},
                "metadata": {"order": order.id},
            },
            {"idempotency_key": f"{order.id}-{order.changed_at}"},
        )
        store.bind(shop.database, order, intent.id)
        return Opened(intent.id, client_secret=intent.client_secret)

    return open_for
