"""Who has cancelled has no access any more: that it was for the end of a paid period is another column."""

from collections.abc import Callable
from typing import Any

must = ("SUB-02",)
may = ()
subtle = True
replaces = "reference_app.subscriptions.entitlement:has_access"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def has_access(one: Any, now: float) -> bool:
        return one.cancels_at is None and bool(original(one, now))

    return has_access
