"""Each attempt at the capture has a PayPal-Request-Id of its own, "because it must be unique"."""

import uuid
from collections.abc import Callable
from typing import Any

must = ("API-02",)
may = ()
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.orders:capture_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def capture_order(api: Any, order: Any, key: str) -> str:
        return str(original(api, order, uuid.uuid4().hex))

    return capture_order
