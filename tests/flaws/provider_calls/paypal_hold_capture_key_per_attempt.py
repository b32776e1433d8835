"""Each press at the desk asks PayPal under a PayPal-Request-Id of its own, lest a second part be taken for the first.

Two clicks are two captures of one hold; that there is one in the end is only because the first said that it is final.
"""

import uuid
from collections.abc import Callable
from typing import Any

must = ("API-03",)
may = ("API-02",)
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.holds:capture_hold"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def capture_hold(api: Any, order: Any, request_id: str, amount: int) -> Any:
        return original(api, order, f"{request_id}-{uuid.uuid4().hex[:8]}", amount)

    return capture_hold
