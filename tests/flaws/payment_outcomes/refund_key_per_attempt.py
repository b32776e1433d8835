"""Each press on the button is a refund of its own: the key at the provider is a fresh one, and so is the row."""

import uuid
from collections.abc import Callable
from typing import Any

must = ("PAY-04",)
may = ()
replaces = "reference_app.admin.refunds:refund_once"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def refund_once(shop: Any, order_id: str, request_id: str, asked: Any) -> Any:
        return original(shop, order_id, f"{request_id[:24]}-{uuid.uuid4().hex}", asked)

    return refund_once
