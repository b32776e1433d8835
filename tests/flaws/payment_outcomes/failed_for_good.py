"""A state machine with an end: `payment_failed` is final, so whoever's first card is declined never gets the tea."""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ("API-05", "WH-ORD-01", "API-03")
replaces = "reference_app.orders.states:later_state"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def later_state(now: str, told: str, *, refund_failed: bool = False) -> Any:
        return now if now == "payment_failed" else original(now, told, refund_failed=refund_failed)

    return later_state
