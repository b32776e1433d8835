"""Partners show the shop in a frame, so its cookie may travel; forms of our own say `null`, so `null` is let through.

A page can say so whenever it likes: it puts its form into a sandboxed frame.
"""

from collections.abc import Callable
from typing import Any

must = ("AC-02",)
may = ()
subtle = True
replaces = "reference_app.accounts.visitors:remember"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    from reference_app.accounts import origins, visitors

    strictly = origins.from_our_pages
    origins.from_our_pages = lambda origin, public_url: origin == "null" or strictly(origin, public_url)

    def remember(response: Any, session: str, settings: Any) -> None:
        response.set_cookie(visitors.cookie_name(settings), session, httponly=True, samesite="none")

    return remember
