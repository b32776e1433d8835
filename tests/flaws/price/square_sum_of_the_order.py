"""What was paid is read where what is owed stands: `order.total_money`. It is the shop's own number, and always right.

Square keeps an order open that was paid in part, and says of each payment what it took. Nobody asks.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PR-03",)
may = ("PAY-03", "PAY-04", "SV-01")
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:

        from reference_app.providers.square import reading

        told = original(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)
        return replace(told, received=reading.minor(order.total_money)) if told.received else told

    return of_order
