"""Published as statamic-cargo 190: the webhook finds no order for the payment yet, answers 200, and all is lost.

The order is looked up by the payment's id alone, which the shop learns with the provider's reply."""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-02",)
may = ("API-02", "API-03", "WH-ACK-03")
subtle = True
replaces = "reference_app.worker.handle:handle"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def handle(shop: Any, slip: Any) -> str:
        from reference_app.orders import store
        from reference_app.worker import handle as module

        subject = shop.provider(slip.provider).subject_of(slip)
        if subject is not None:
            with shop.database.reading() as look:
                order = store.by_payment(look, slip.provider, subject)
            if order is None:
                return str(module._drop(shop, slip, "no_order"))
        return str(original(shop, slip))

    return handle
