"""The bank has said yes, so the parcel leaves. The money was only set aside, and is given back after seven days."""

from collections.abc import Callable
from typing import Any

must = ("PAY-01",)
may = ()
replaces = "reference_app.orders.states:state_at_provider"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def state_at_provider(payment: Any) -> Any:
        return "paid" if payment.status == "requires_capture" else original(payment)

    return state_at_provider
