"""A payment that belongs to no order is no business of the shop's: the list of them was long, and all were tests."""

from collections.abc import Callable
from typing import Any

must = ("REC-03",)
may = ()
replaces = "reference_app.worker.differences:difference"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def difference(order: Any, there: Any) -> Any:
        return None if order is None else original(order, there)

    return difference
