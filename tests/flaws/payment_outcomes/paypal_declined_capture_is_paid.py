"""Of a capture it is asked whether it is PENDING, for an eCheck once was; any other capture is taken for money.

A card that is declined leaves a COMPLETED order too, with a DECLINED capture in it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-02",)
may = ("PAY-01", "SV-01", "API-05")
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, disputes: Any, *, livemode: bool) -> Any:
        from reference_app.providers.paypal.money import minor

        told = original(order, disputes, livemode=livemode)
        captures = (order["purchase_units"][0].get("payments") or {}).get("captures") or []
        if told.status == "succeeded" or not captures or captures[0]["status"] == "PENDING":
            return told
        received, currency = minor(captures[0]["amount"])
        return replace(told, status="succeeded", received=received, currency=currency, declined=False)

    return of_order
