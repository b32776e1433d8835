"""`PAYMENT.CAPTURE.REFUNDED` makes an order refunded. It comes for a refund of a part as well, by the same name."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ("PAY-04", "WH-ORD-01", "REC-01")
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, disputes: Any, *, livemode: bool) -> Any:
        told = original(order, disputes, livemode=livemode)
        return replace(told, refunds_made=told.received, refunds_failed=0) if told.refunds_made else told

    return of_order
