"""A subscription is looked up by its id, which nobody can guess; whose it is was not asked."""

from collections.abc import Callable
from typing import Any

must = ("SUB-03",)
may = ("SUB-01", "AC-01")
replaces = "reference_app.subscriptions.owners:own_subscription"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def own_subscription(shop: Any, name: str, visitor: Any) -> Any:
        from reference_app.subscriptions import store

        with shop.database.reading() as look:
            return store.by_id(look, name) or original(shop, name, visitor)

    return own_subscription
