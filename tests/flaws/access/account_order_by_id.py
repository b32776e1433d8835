"""Orders of accounts are looked up by their id, as all is: the pages that lead there stand behind the sign-in."""

from collections.abc import Callable
from typing import Any

must = ("AC-01",)
may = ()
replaces = "reference_app.orders.owners:order_of_account"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def order_of_account(look: Any, order_id: str, account_id: Any) -> Any:
        from reference_app.orders import store

        order = store.by_id(look, order_id)
        belongs_to_an_account = order is not None and order.account_id
        return order if belongs_to_an_account else original(look, order_id, account_id)

    return order_of_account
