"""Bank debits take days, and buyers do not like to wait: `processing` is as good as paid, until one of them bounces."""

from collections.abc import Callable
from typing import Any

must = ("PAY-01",)
may = ("SV-01",)
replaces = "reference_app.orders.states:state_at_provider"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def state_at_provider(payment: Any) -> Any:
        return "paid" if payment.status == "processing" else original(payment)

    return state_at_provider
