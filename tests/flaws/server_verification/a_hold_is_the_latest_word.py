"""That the money is held is the provider's own word, so it counts at once, also when it is an old one."""

from collections.abc import Callable
from typing import Any

must = ("SV-04",)
may = ("REC-02", "WH-ORD-01", "WH-ORD-02")
subtle = True
replaces = "reference_app.orders.states:later_state"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def later_state(now: str, told: str, *, refund_failed: bool = False) -> str:
        return told if told == "authorised" else str(original(now, told, refund_failed=refund_failed))

    return later_state
