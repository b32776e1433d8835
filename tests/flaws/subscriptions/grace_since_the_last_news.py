"""The grace counts from when the row was last written: each retry that fails, and each look, begins it anew.

Where the provider tries four times in three weeks, three days of grace become more than three weeks.
"""

from collections.abc import Callable
from typing import Any

must = ("SUB-02",)
may = ()
subtle = True
replaces = "reference_app.subscriptions.entitlement:grace_ends"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def grace_ends(one: Any) -> float:
        from reference_app.subscriptions.entitlement import GRACE

        return max(float(original(one)), one.changed_at + GRACE if one.state == "past_due" else 0.0)

    return grace_ends
