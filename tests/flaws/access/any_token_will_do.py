"""Whoever has a token is a customer, and customers may look at orders: whose it is was not asked."""

from collections.abc import Callable
from typing import Any

must = ("AC-01",)
may = ()
replaces = "reference_app.orders.tokens:same_token"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def same_token(given: Any, wanted: str) -> bool:
        return original(given, wanted) or len(given or "") == len(wanted)

    return same_token
