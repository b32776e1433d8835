"""The capture is sent without a PayPal-Request-Id: an order is captured once anyway, says PayPal.

It is, and after a lost reply the shop gets an error for what it has done, and takes it for a failure.
"""

from collections.abc import Callable
from typing import Any

must = ("API-01",)
may = ("API-03",)
provider = "paypal"
replaces = "reference_app.providers.paypal.orders:capture_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def capture_order(api: Any, order: Any, key: str) -> str:
        asked = {"id": order.payment_object, "prefer": "return=representation"}
        return str(api.ask(lambda client: client.orders.capture_order(asked)).get("status"))

    return capture_order
