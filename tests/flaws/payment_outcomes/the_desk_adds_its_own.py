"""The desk adds what it paid back once the provider has said so; a webhook that was quicker has counted it already."""

from collections.abc import Callable
from typing import Any

must = ("PAY-03",)
may = ("PAY-04",)
subtle = True
replaces = "reference_app.admin.refunds:_pay_back"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def pay_back(shop: Any, order: Any, request_id: str, amount: int) -> str:
        from reference_app.orders import store

        status = original(shop, order, request_id, amount)
        if status != "pending":
            with shop.database.writing() as tx:
                known = store.locked(tx, order.id)
                store.change(tx, order.id, refunded_amount=known.refunded_amount + amount)
        return status

    return pay_back
