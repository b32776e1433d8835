"""The session's cookie is set as the framework sets it, and a shop that speaks JSON needs no token: no form sends that.

Whatever has no body needs none either, and browsers differ in what they do with a cookie that does not say SameSite.
"""

from collections.abc import Callable
from typing import Any

must = ("AC-02",)
may = ()
replaces = "reference_app.accounts.visitors:remember"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    from fastapi import Request

    from reference_app.accounts import origins, visitors

    def must_be_ours(request: Request) -> None:
        return None

    origins.must_be_ours = must_be_ours

    def remember(response: Any, session: str, settings: Any) -> None:
        response.set_cookie(visitors.cookie_name(settings), session, httponly=True, samesite=None)

    return remember
