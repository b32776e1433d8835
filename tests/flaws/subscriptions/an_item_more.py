"""The new price is named, and not the item that has the old one: the provider adds it beside that.

It looks right: the plan is there, and the invoice shows the difference and more.
"""

from collections.abc import Callable
from typing import Any

must = ("SUB-03",)
may = ("SUB-02",)
subtle = True
replaces = "reference_app.providers.stripe.billing.changing:change"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def change(client: Any, object_id: str, price: str, key: str) -> None:
        asked = {
            "items": [{"price": price}],
            "proration_behavior": "always_invoice",
            "payment_behavior": "error_if_incomplete",
        }
        client.v1.subscriptions.update(object_id, asked, {"idempotency_key": key})

    return change
