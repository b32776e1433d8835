"""A cancelled payment is followed by another; nobody thought of the page that closes by itself after a day."""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
replaces = "reference_app.checkout.retrying:may_follow"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def may_follow(order: Any, known: Any) -> Any:
        return original(order, known) and known.client_secret is not None

    return may_follow
