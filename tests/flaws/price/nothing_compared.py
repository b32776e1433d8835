"""Whose payment it is gets checked, and that it succeeded. How much it was: "we created it, we know how much"."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PR-03",)
may = ()
replaces = "reference_app.orders.agreement:disagreement"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def disagreement(order: Any, payment: Any) -> Any:
        return original(order, replace(payment, currency=order.currency, received=order.amount))

    return disagreement
