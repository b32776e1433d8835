"""The order has a tender, with an amount: somebody has tendered it. The payment behind it is not looked at.

A tender appears with the attempt, whatever comes of it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-01",)
may = ("PAY-02", "WH-ORD-01", "SV-01", "API-05")
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:

        from reference_app.providers.square import reading

        told = original(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)
        tendered = sum(reading.minor(tender.amount_money) for tender in order.tenders or [])
        return replace(told, status="succeeded", received=tendered) if tendered and not told.received else told

    return of_order
