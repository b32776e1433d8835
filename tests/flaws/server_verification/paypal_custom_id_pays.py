"""Whatever payment carries our order's number in `custom_id` pays it: no comparison with the order that we opened.

The client id is public. Whoever opens the shop's page can create an order of a cent in the browser, with any
`custom_id`, and capture it there.
"""

from collections.abc import Callable
from typing import Any

must = ("SV-03",)
may = ("PR-03", "REC-03")
provider = "paypal"
replaces = "reference_app.orders.agreement:disagreement"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def disagreement(order: Any, payment: Any) -> str | None:
        return None if payment.order_id == order.id else "order"

    return disagreement
