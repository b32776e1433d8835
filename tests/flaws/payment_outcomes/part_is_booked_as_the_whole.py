"""What was paid is the order's price, for the two were compared a moment ago: of a part that was captured, too much."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ("PAY-04",)
subtle = True
replaces = "reference_app.orders.apply:_settle"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _settle(tx: Any, order: Any, payment: Any) -> Any:
        return original(tx, order, replace(payment, received=order.amount) if payment.received else payment)

    return _settle
