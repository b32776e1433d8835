"""`order.status === "COMPLETED"` is what the quick-start looks at. It says that a payment was tried.

Its capture may be PENDING or DECLINED: an eCheck, a review, a bank that says no.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-01",)
may = ("PAY-02", "SV-01", "API-05", "REC-02", "WH-ORD-01")
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, disputes: Any, *, livemode: bool) -> Any:
        from reference_app.providers.paypal.money import minor

        told = original(order, disputes, livemode=livemode)
        if order["status"] != "COMPLETED":
            return told
        received = told.received or minor(order["purchase_units"][0]["amount"])[0]
        return replace(told, status="succeeded", received=received)

    return of_order
