"""Number against number: 1999 is 1999. That one is yen and the other euro is noticed by the accountant."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PR-03",)
may = ()
replaces = "reference_app.orders.agreement:disagreement"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def disagreement(order: Any, payment: Any) -> Any:
        return original(order, replace(payment, currency=order.currency))

    return disagreement
