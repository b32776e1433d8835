"""JSON is asked for by a preflight, so JSON needs no other lock; and the preflight says yes to whoever asks.

`allow_origins=["*"]` did not work with credentials, and the answer that was found sends back what came.
"""

from collections.abc import Callable
from typing import Any

must = ("AC-02",)
may = ()
subtle = True
replaces = "reference_app.accounts.visitors:remember"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    from fastapi import Request
    from starlette.middleware.cors import CORSMiddleware

    from reference_app import edge
    from reference_app.accounts import origins, visitors

    strictly, inner = origins.must_be_ours, edge.Edge.__init__

    def must_be_ours(request: Request) -> None:
        if request.headers.get("content-type") != "application/json":
            strictly(request)

    def reflecting(self: Any, app: Any, settings: Any) -> None:
        everybody = {"allow_origin_regex": ".*", "allow_methods": ["*"], "allow_headers": ["*"]}
        inner(self, CORSMiddleware(app, allow_credentials=True, **everybody), settings)

    origins.must_be_ours = must_be_ours
    edge.Edge.__init__ = reflecting

    def remember(response: Any, session: str, settings: Any) -> None:
        response.set_cookie(visitors.cookie_name(settings), session, httponly=True, samesite="none")

    return remember
