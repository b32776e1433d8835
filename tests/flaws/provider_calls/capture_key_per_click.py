"""Each click at the cash desk captures under a key of its own; that the money is taken once is the provider's merit."""

import uuid
from collections.abc import Callable
from typing import Any

must = ("API-03",)
may = ("API-02",)
replaces = "reference_app.providers.stripe.capturing:capture_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def capture_payment(client: Any, order: Any, request_id: str, amount: int) -> Any:
        return original(client, order, f"{request_id}-{uuid.uuid4().hex[:8]}", amount)

    return capture_payment
