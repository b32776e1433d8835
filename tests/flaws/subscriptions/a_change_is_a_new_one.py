"""Another plan is another subscription: it is begun as the first one was, and the first one is cancelled later.

For its period's end, so that nothing paid for is lost; until then two are billed.
"""

from collections.abc import Callable
from typing import Any

must = ("SUB-03",)
may = ("SUB-02",)
subtle = True
replaces = "reference_app.providers.stripe.billing.changing:change"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def change(client: Any, object_id: str, price: str, key: str) -> None:
        old = client.v1.subscriptions.retrieve(object_id)
        asked = {"customer": old.customer, "items": [{"price": price}], "metadata": old.metadata.to_dict()}
        if old.default_payment_method:
            asked["default_payment_method"] = old.default_payment_method
        client.v1.subscriptions.create(asked, {"idempotency_key": key})
        client.v1.subscriptions.update(object_id, {"cancel_at_period_end": True})

    return change
