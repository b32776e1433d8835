"""The list began as the shop's own, for support; customers got the same page, with the same query, behind a sign-in."""

from collections.abc import Callable
from typing import Any

must = ("AC-01",)
may = ()
subtle = True
replaces = "reference_app.accounts.pages:own_orders"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def own_orders(shop: Any, session: Any) -> Any:
        from reference_app.database import orders
        from reference_app.orders.store import Order

        if original(shop, session) is None:
            return None
        with shop.database.reading() as look:
            newest = orders.select().order_by(orders.c.created_at.desc()).limit(100)
            return [Order(**row) for row in look.execute(newest).mappings()]

    return own_orders
