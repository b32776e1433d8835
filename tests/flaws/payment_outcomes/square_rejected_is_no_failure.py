"""A refund that did not go through is FAILED, it is thought. REJECTED is another end, and not in the list.

It comes of another cause, and much less often.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ("PAY-04",)
subtle = True
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:

        told = original(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)
        from reference_app.providers.square import reading

        failed = sum(reading.minor(one.amount_money) for one in refunds if one.status == "FAILED")
        return replace(told, refunds_failed=failed)

    return of_order
