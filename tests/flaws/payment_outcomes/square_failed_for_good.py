"""A payment of Square's that FAILED stays so, which is true of the payment; here the order does, too.

The buyer's second card is charged, and his order waits for ever.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ("API-05", "WH-ORD-01", "API-03", "PAY-01", "WH-IDEM-03")
provider = "square"
replaces = "reference_app.orders.states:later_state"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def later_state(now: str, told: str, *, refund_failed: bool = False) -> Any:
        return now if now == "payment_failed" else original(now, told, refund_failed=refund_failed)

    return later_state
