"""`refunded = refund.amount_money`: the order has one field for it, and the second overwrites the first.

Most orders are refunded once, and in full.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ("PAY-04", "WH-ORD-01", "WH-IDEM-03")
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:

        told = original(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)
        return replaced(told, refunds)

    def replaced(told: Any, refunds: Any) -> Any:
        from reference_app.providers.square import reading

        last = list(refunds)[-1:]
        failed = [one for one in last if one.status in reading.FAILED_REFUNDS]
        return replace(
            told,
            refunds_made=sum(reading.minor(one.amount_money) for one in last),
            refunds_failed=sum(reading.minor(one.amount_money) for one in failed),
        )

    return of_order
