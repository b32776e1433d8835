"""The seller has one location, so nobody reads which one a payment or an order is of. Last year he opened the second.

What is sold at its till can be booked to an order of this shop.
"""

from collections.abc import Callable
from typing import Any

must = ("SV-03",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:
        here = order.location_id
        payments = [one.model_copy(update={"location_id": here}) for one in payments]
        return original(order, payments, refunds, disputes, location_id=here, livemode=livemode)

    return of_order
