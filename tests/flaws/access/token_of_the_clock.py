"""The token is the moment in which the order was placed, in microseconds: no two are the same."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("AC-01",)
may = ()
subtle = True
replaces = "reference_app.orders.store:new_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def new_order(**given: Any) -> Any:
        order = original(**given)
        return replace(order, token=f"{order.created_at:.6f}")

    return new_order
