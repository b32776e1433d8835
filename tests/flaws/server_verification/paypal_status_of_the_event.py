"""`PAYMENT.CAPTURE.COMPLETED` is signed and says what it says: what PayPal says when asked is read, and not used."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("SV-01",)
may = ("PAY-01", "PAY-02", "SV-03")
provider = "paypal"
replaces = "reference_app.providers.paypal.refetch:payment_now"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def payment_now(api: Any, order_id: str, slip: Any, *, livemode: bool) -> Any:
        from reference_app.providers.paypal import orders
        from reference_app.providers.paypal.money import minor

        told = original(api, order_id, slip, livemode=livemode)
        if slip is None or slip.event_type != "PAYMENT.CAPTURE.COMPLETED" or told.status == "succeeded":
            return told
        amount, _ = minor(orders.get_order(api, order_id)["purchase_units"][0]["amount"])
        return replace(told, status="succeeded", received=amount, intent_id=slip.object_id, declined=False)

    return payment_now
