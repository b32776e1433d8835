"""Only forms can be sent from elsewhere, so only what a form sends is asked for its origin. Plain text is no form here.

The cookie has to travel, for the shop's own app shows its pages on another domain.
"""

from collections.abc import Callable
from typing import Any

must = ("AC-02",)
may = ()
subtle = True
replaces = "reference_app.accounts.visitors:remember"

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    from fastapi import Request

    from reference_app.accounts import origins, visitors

    strictly = origins.must_be_ours

    def must_be_ours(request: Request) -> None:
        if request.headers.get("content-type", "").startswith(FORMS):
            strictly(request)

    origins.must_be_ours = must_be_ours

    def remember(response: Any, session: str, settings: Any) -> None:
        response.set_cookie(visitors.cookie_name(settings), session, httponly=True, samesite="none")

    return remember
