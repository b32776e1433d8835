"""Paid here and succeeded there agree. What went back since is told by the amounts, which nobody compares."""

from collections.abc import Callable
from typing import Any

must = ("REC-03",)
may = ()
subtle = True
replaces = "reference_app.worker.differences:difference"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def difference(order: Any, there: Any) -> Any:
        if order is None:
            return "no order"
        return None if there.status == "succeeded" and order.paid_amount else "paid"

    return difference
