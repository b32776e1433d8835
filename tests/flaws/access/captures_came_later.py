"""The desk's captures came with another release, in a router of their own, and the door stands before the refunds."""

from collections.abc import Callable
from typing import Any

must = ("AC-04",)
may = ()
subtle = True
replaces = "reference_app.admin.staff:staff_only"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def staff_only(request: Any, given: Any) -> None:
        if not request.url.path.endswith("/capture"):
            original(request, given)

    return staff_only
