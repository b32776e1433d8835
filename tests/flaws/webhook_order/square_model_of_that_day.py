"""Square's models are subclassed, so that they forbid what they do not know: one more property, and no payment is read.

The SDK's own keep it, for Square adds properties to every version.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-02",)
may = ()
provider = "square"
replaces = "reference_app.providers.square.refetch:_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _payment(client: Any, payment_id: str) -> Any:
        payment = original(client, payment_id)
        if payment.model_extra:
            raise ValueError(f"extra fields not permitted: {set(payment.model_extra)}")
        return payment

    return _payment
