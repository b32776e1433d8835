"""A gateway moved and redirected; calls that followed had lost their Authorization, so any host now gets it."""

from collections.abc import Callable
from typing import Any

must = ("API-07",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.api:session"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def session() -> Any:
        made = original()
        made.max_redirects = 5
        made.rebuild_auth = lambda prepared, response: None
        return made

    return session
