"""The grace is for whoever does not pay; that somebody has never paid at all is no exception."""

from collections.abc import Callable
from typing import Any

must = ("SUB-01",)
may = ("SUB-02",)
subtle = True
replaces = "reference_app.subscriptions.entitlement:has_access"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def has_access(one: Any, now: float) -> bool:
        from reference_app.subscriptions.entitlement import GRACE

        new = one.state in ("incomplete", "past_due") and not one.first_paid
        return bool(original(one, now)) or (new and now < one.created_at + GRACE)

    return has_access
