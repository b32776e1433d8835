"""Each attempt at a refund has a PayPal-Request-Id of its own; whoever did not hear of the first makes a second one.

PayPal refunds a part of a capture as often as it is asked to.
"""

import uuid
from collections.abc import Callable
from typing import Any

must = ("PAY-04",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.orders:refund_capture"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def refund_capture(api: Any, order: Any, request_id: str, amount: int) -> Any:
        return original(api, order, f"{request_id}-{uuid.uuid4().hex[:8]}", amount)

    return refund_capture
