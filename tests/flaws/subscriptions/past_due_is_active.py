"""The provider is still trying, so the subscription lives: past_due is as good as active, for weeks of retries.

The provider ends it one day; whether it does, and when, is a setting in its dashboard.
"""

from collections.abc import Callable
from typing import Any

must = ("SUB-02",)
may = ()
subtle = True
replaces = "reference_app.subscriptions.entitlement:has_access"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def has_access(one: Any, now: float) -> bool:
        return bool(original(one, now)) or (one.state == "past_due" and one.first_paid)

    return has_access
