"""A capture is REFUNDED or it is not; PARTIALLY_REFUNDED is a word that the code does not know."""

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
        captures = (order["purchase_units"][0].get("payments") or {}).get("captures") or []
        whole = any(one["status"] == "REFUNDED" for one in captures)
        return replace(told, refunds_made=told.received if whole else 0, refunds_failed=0)

    return of_order
