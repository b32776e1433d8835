"""A payment's status is APPROVED, and approved sounds like money: the parcel leaves. Nobody has completed it yet.

The hold ends by itself after some days, and then there never was a payment.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-01",)
may = ("PAY-02", "WH-ORD-01")
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:

        payments = [
            one.model_copy(update={"status": "COMPLETED"}) if one.status == "APPROVED" else one for one in payments
        ]
        return original(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)

    return of_order
