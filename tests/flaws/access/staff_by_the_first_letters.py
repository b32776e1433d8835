"""The key is compared as long as both agree and then the lengths are: a loop that forgot to say no in the middle."""

from collections.abc import Callable
from typing import Any

must = ("AC-04",)
may = ()
subtle = True
replaces = "reference_app.admin.staff:staff_only"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def staff_only(request: Any, given: Any) -> None:
        wanted = request.app.state.shop.settings.admin_token
        if given is None or len(given.credentials) != len(wanted) or given.credentials[:8] != wanted[:8]:
            original(request, given)

    return staff_only
