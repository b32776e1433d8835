"""RefundPayment gets a fresh key at each call: when its answer was lost, the clerk asks again, and it is two."""

import uuid
from collections.abc import Callable
from typing import Any

must = ("PAY-04",)
may = ("API-02",)
provider = "square"
replaces = "reference_app.providers.square.paying:pay_back"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def pay_back(client: Any, order: Any, request_id: str, amount: int) -> Any:
        return original(client, order, f"{request_id}-{uuid.uuid4()}", amount)

    return pay_back
