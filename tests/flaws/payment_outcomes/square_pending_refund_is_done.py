"""CreateRefund was answered 200 with PENDING, so it is done. That it may be REJECTED or FAILED days later is not read.

The buyer never gets the money, and the books say that he did.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ("PAY-04",)
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:

        told = original(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)
        return replace(told, refunds_failed=0)

    return of_order
