"""The order is its owner's; the receipt, written by another team, is found by the number in its address."""

from collections.abc import Callable
from typing import Any

must = ("AC-01",)
may = ()
subtle = True
replaces = "reference_app.orders.receipts:order_of_receipt"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def order_of_receipt(shop: Any, order_id: str, visitor: Any) -> Any:
        from reference_app.orders import store

        with shop.database.reading() as look:
            order = store.by_id(look, order_id)
        return order or original(shop, order_id, visitor)

    return order_of_receipt
