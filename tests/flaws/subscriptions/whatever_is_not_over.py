"""Access ends with the words that end it: cancelled, expired, unpaid. `incomplete` is none of them."""

from collections.abc import Callable
from typing import Any

must = ("SUB-01",)
may = ("SUB-02",)
replaces = "reference_app.subscriptions.entitlement:has_access"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def has_access(one: Any, now: float) -> bool:
        return one.object_id is not None and one.state not in ("canceled", "expired", "unpaid")

    return has_access
