"""An order with an authorisation is COMPLETED, and a completed order is paid: the parcel leaves on a promise.

The order stays COMPLETED when the hold is let go, or ends by itself after 29 days.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-01",)
may = ("PAY-02", "SV-01", "WH-ORD-01", "WH-ORD-02", "API-02", "API-03", "SV-04", "REC-02", "PAY-03", "PAY-04")
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, disputes: Any, *, livemode: bool) -> Any:
        told = original(order, disputes, livemode=livemode)
        (unit,) = order["purchase_units"]
        held = (unit.get("payments") or {}).get("authorizations")
        if order["status"] != "COMPLETED" or told.received or not held:
            return told
        from reference_app.providers.paypal.money import minor

        return replace(told, status="succeeded", received=minor(unit["amount"])[0])

    return of_order
