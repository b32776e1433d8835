"""A capture that is PENDING has an id and an amount, and the buyer has done his part: it is booked as paid.

`status_details.reason` is read by nobody; days later the eCheck bounces.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-01",)
may = ("SV-01", "PAY-02")
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, disputes: Any, *, livemode: bool) -> Any:
        from reference_app.providers.paypal.money import minor

        told = original(order, disputes, livemode=livemode)
        if told.status != "processing":
            return told
        capture = order["purchase_units"][0]["payments"]["captures"][0]
        return replace(told, status="succeeded", received=minor(capture["amount"])[0], intent_id=capture["id"])

    return of_order
