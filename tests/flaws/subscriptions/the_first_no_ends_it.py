"""A renewal has failed, and access goes with it; the grace of the terms of service is nowhere in the code."""

from collections.abc import Callable
from typing import Any

must = ("SUB-02",)
may = ()
replaces = "reference_app.subscriptions.entitlement:has_access"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def has_access(one: Any, now: float) -> bool:
        return one.state != "past_due" and bool(original(one, now))

    return has_access
