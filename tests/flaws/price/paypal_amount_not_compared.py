"""The capture is COMPLETED and its `custom_id` is our order's: what more could there be to compare?

What was captured is another number than what was asked for wherever somebody captures a part.
"""

from collections.abc import Callable
from typing import Any

must = ("PR-03",)
may = ()
provider = "paypal"
replaces = "reference_app.orders.agreement:disagreement"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def disagreement(order: Any, payment: Any) -> str | None:
        reason = original(order, payment)
        return None if reason in ("amount", "currency") else str(reason) if reason else None

    return disagreement
