"""`status == "succeeded"` means paid. A refunded intent goes on to say succeeded: the refund is its charge's."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-ORD-01",)
may = ()
replaces = "reference_app.orders.states:state_at_provider"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def state_at_provider(payment: Any) -> Any:
        return original(replace(payment, refunds_made=0, refunds_failed=0))

    return state_at_provider
