"""`@login_required` stands above every route, and nobody gets past it: whose order it is was not asked."""

from collections.abc import Callable
from typing import Any

must = ("AC-01",)
may = ()
replaces = "reference_app.orders.owners:order_of_account"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def order_of_account(look: Any, order_id: str, account_id: Any) -> Any:
        from reference_app.orders import store

        return store.by_id(look, order_id) if account_id else original(look, order_id, account_id)

    return order_of_account
