"""`order.account_id in (mine, None)`: what was bought before there were accounts must be found by its buyer, too."""

from collections.abc import Callable
from typing import Any

must = ("AC-01",)
may = ()
subtle = True
replaces = "reference_app.orders.owners:order_of_account"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def order_of_account(look: Any, order_id: str, account_id: Any) -> Any:
        from reference_app.orders import store

        if account_id is None:
            return original(look, order_id, account_id)
        order = store.by_id(look, order_id)
        return order if order is not None and order.account_id in (account_id, None) else None

    return order_of_account
