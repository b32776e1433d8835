"""What did not fail went well: `if payment.status not in ("FAILED", "CANCELED")`. A bank transfer is PENDING for days.

With cards there is no PENDING, and cards are all that was tried.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-01",)
may = ("PAY-02", "WH-ORD-01", "SV-01")
subtle = True
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:

        payments = [
            one.model_copy(update={"status": "COMPLETED"}) if one.status not in ("FAILED", "CANCELED") else one
            for one in payments
        ]
        return original(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)

    return of_order
