"""The capture of an authorisation names no amount, which is optional: PayPal takes all that is held.

Staff sent a part of the goods, and typed what it costs; the buyer pays the rest as well.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-03", "WH-ORD-02")
may = ("PAY-04", "API-02", "API-03", "SV-04", "REC-02", "WH-ORD-01")
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.holds:capture_hold"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def capture_hold(api: Any, order: Any, request_id: str, amount: int) -> Any:
        return original(api, order, request_id, order.amount)

    return capture_hold
