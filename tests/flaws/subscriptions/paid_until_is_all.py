"""Access is a date: until when was it paid for? That the provider ended the subscription since is not looked at.

Ended at once, for a fraud or with the money given back, it goes on until its date, and for the grace after it.
"""

from collections.abc import Callable
from typing import Any

must = ("SUB-02",)
may = ()
subtle = True
replaces = "reference_app.subscriptions.entitlement:has_access"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def has_access(one: Any, now: float) -> bool:
        from reference_app.subscriptions.entitlement import GRACE

        return one.first_paid and one.paid_until is not None and now < one.paid_until + GRACE

    return has_access
