"""The pages of the desk are linked from nowhere, and bookmarked in the office alone: that was the whole protection."""

from collections.abc import Callable
from typing import Any

must = ("AC-04",)
may = ()
replaces = "reference_app.admin.staff:staff_only"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def staff_only(request: Any, given: Any) -> None:
        return None

    return staff_only
