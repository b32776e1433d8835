"""The desk completes the payment, for there is no amount in that call: all that was approved is taken.

What is sent may be less. Square first has to be told (UpdatePayment), and its order too.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-03", "WH-ORD-02")
may = ("PAY-04", "WH-ORD-01", "API-02", "API-03", "SV-04", "REC-02")
provider = "square"
replaces = "reference_app.providers.square.holds:complete_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def complete_payment(client: Any, order: Any, request_id: str, amount: int, location_id: str) -> Any:
        return original(client, order, request_id, order.amount, location_id)

    return complete_payment
