"""The piece is counted back up whenever news says cancelled: told twice, by two events, it is there twice."""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
replaces = "reference_app.orders.stock:give_back"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def give_back(tx: Any, order: Any) -> None:
        from reference_app.database import stock

        tx.execute(stock.update().where(stock.c.sku == order.sku).values(free=stock.c.free + order.quantity))

    return give_back
