"""Which cart has become which order is kept in a dictionary: quick, and right until the process is started again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("API-03",)
may = ()
subtle = True
replaces = "reference_app.orders.store:place"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    placed: dict[str, Any] = {}

    def place(database: Any, order: Any, also: Any) -> Any:
        from reference_app.orders import store

        known = placed.setdefault(order.cart_key, order.id) if order.cart_key else order.id
        if known == order.id:
            return original(database, replace(order, cart_key=None), also)
        with database.reading() as look:
            return store.by_id(look, known) or original(database, replace(order, cart_key=None), also)

    return place
