"""Order and payment must be written together, so the transaction stays open until the provider has answered."""

from collections.abc import Callable
from typing import Any

must = ("API-06",)
may = ("API-03", "WH-ORD-02")
subtle = True
replaces = "reference_app.checkout.placing:open_for"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def open_for(shop: Any, order: Any) -> Any:
        from reference_app.orders import store
        from reference_app.providers.trouble import ProviderError

        if order.payment_object:
            return original(shop, order)
        try:
            with shop.database.writing():
                opened = shop.provider(order.provider).open(order)
        except ProviderError:
            return original(shop, order)
        store.bind(shop.database, order, opened.object_id)
        return opened

    return open_for
