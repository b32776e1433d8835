"""Who cancels has it in the shop's own table, and a job shall tell the provider some day; no such job was written.

Access ends as promised, and the card is charged each month.
"""

from collections.abc import Callable
from typing import Any

must = ("SUB-02",)
may = ("SUB-03",)
replaces = "reference_app.subscriptions.ending:cancel"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def cancel(shop: Any, one: Any) -> Any:
        from reference_app.subscriptions import store

        with shop.database.writing() as tx:
            store.change(tx, one.id, {"cancels_at": one.paid_until})
            return store.by_id(tx, one.id)

    return cancel
