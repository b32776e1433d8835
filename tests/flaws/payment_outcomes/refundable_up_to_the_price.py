"""The price is what can go back, less what went back: right until an order was captured in part."""

from collections.abc import Callable
from typing import Any

must = ("PAY-04",)
may = ()
subtle = True
replaces = "reference_app.admin.refunds:_refundable"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _refundable(tx: Any, order: Any) -> int:
        left = int(original(tx, order))
        return left + order.amount - order.paid_amount if order.paid_amount and not order.hold else left

    return _refundable
