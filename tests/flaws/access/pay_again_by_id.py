"""Reading asks for the owner. *Pay again* came later, for a button on the owner's own page, and goes by the id."""

from collections.abc import Callable
from typing import Any

must = ("AC-01",)
may = ()
subtle = True
replaces = "reference_app.checkout.routes:opened_again"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def opened_again(shop: Any, order_id: str, visitor: Any) -> Any:
        from reference_app.checkout import placing
        from reference_app.orders import store

        with shop.database.reading() as look:
            order = store.by_id(look, order_id)
        if order is None or order.account_id is None:
            return original(shop, order_id, visitor)
        return order, placing.open_for(shop, order)

    return opened_again
