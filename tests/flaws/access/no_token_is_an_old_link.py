"""Links in the mails of last year carried no token, and are let through so that they still work."""

from collections.abc import Callable
from typing import Any

must = ("AC-01",)
may = ()
subtle = True
replaces = "reference_app.orders.tokens:same_token"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def same_token(given: Any, wanted: str) -> bool:
        return not given or original(given, wanted)

    return same_token
