"""A capture without an answer has failed: the order is closed, and put aside for a person.

The money was taken. The webhook that says so finds an order that is not waited for any more.
"""

from collections.abc import Callable
from typing import Any

must = ("API-02",)
may = ("WH-IDEM-05", "API-03", "EH-02")
provider = "paypal"
replaces = "reference_app.orders.completing:take_approved"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def take_approved(shop: Any, order: Any, payment: Any) -> Any:
        from reference_app.orders import store
        from reference_app.providers.trouble import ProviderError

        try:
            return original(shop, order, payment)
        except ProviderError:
            with shop.database.writing() as tx:
                store.change(tx, order.id, state="cancelled", hold="capture_failed")
            raise

    return take_approved
