"""`int(float(value) * 100)` reads what went back: 19.99 is 1998, and 5.99 is right."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ("PAY-04", "WH-ORD-01", "REC-01")
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, disputes: Any, *, livemode: bool) -> Any:
        told = original(order, disputes, livemode=livemode)
        refunds = (order["purchase_units"][0].get("payments") or {}).get("refunds") or []
        return replace(told, refunds_made=sum(int(float(one["amount"]["value"]) * 100) for one in refunds))

    return of_order
