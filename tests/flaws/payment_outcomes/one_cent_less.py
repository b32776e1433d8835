"""Fees are taken off before the amount is kept, rounded in the shop's favour: the books miss a cent of each order."""

from collections.abc import Callable
from typing import Any

must = ("PAY-03",)
may = ("PR-03", "WH-ORD-01", "PAY-05")
subtle = True
replaces = "reference_app.orders.store:change"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def change(tx: Any, order_id: str, **values: Any) -> None:
        if values.get("state") == "paid":
            row = tx.execute(orders_amount(order_id)).scalar_one()
            values["amount"] = row - 1 if row % 10 == 9 else row
        original(tx, order_id, **values)

    def orders_amount(order_id: str) -> Any:
        import sqlalchemy as sa

        from reference_app.database import orders

        return sa.select(orders.c.amount).where(orders.c.id == order_id)

    return change
