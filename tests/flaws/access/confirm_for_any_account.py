"""Paying needs a session, for cards are saved in accounts; that one pays for one's own order goes without saying."""

from collections.abc import Callable
from typing import Any

must = ("AC-01",)
may = ()
subtle = True
replaces = "reference_app.checkout.routes:confirmed"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def confirmed(shop: Any, order_id: str, visitor: Any, method: str, attempt: str) -> Any:
        from reference_app.accounts import sessions
        from reference_app.checkout import confirming
        from reference_app.orders import store

        with shop.database.reading() as look:
            signed_in = sessions.account_of(look, visitor.session)
            order = store.by_id(look, order_id)
        if not signed_in or order is None:
            return original(shop, order_id, visitor, method, attempt)
        return confirming.pay(shop, order, method, attempt)

    return confirmed
