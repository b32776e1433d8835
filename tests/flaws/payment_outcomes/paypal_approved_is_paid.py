"""`CHECKOUT.ORDER.APPROVED` comes first and is taken for the payment: goods leave, and the capture is left to a job.

Approving is the buyer's word. No money has moved, and the capture may be declined.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-01",)
may = ("PAY-02", "SV-01", "SV-04", "API-05", "REC-02")
provider = "paypal"
replaces = "reference_app.orders.completing:take_approved"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def take_approved(shop: Any, order: Any, payment: Any) -> Any:
        told = original(shop, order, payment)
        if payment.status != "approved" or told.status == "succeeded":
            return told
        return replace(payment, status="succeeded", received=payment.offered, intent_id=told.intent_id)

    return take_approved
