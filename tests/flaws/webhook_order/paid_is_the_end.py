"""Late events once undid paid orders; since then whatever was decided first stays, and a refund is never seen."""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-01",)
may = ("PAY-01", "PAY-02")
replaces = "reference_app.orders.states:later_state"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def later_state(now: str, told: str, *, refund_failed: bool = False) -> str:
        return told if now == "pending" else now

    return later_state
