"""A quantity is whatever becomes an integer: nobody would type a minus."""

from collections.abc import Callable
from typing import Any

must = ("PR-02",)
may = ()
replaces = "reference_app.checkout.asking:whole_pieces"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def whole_pieces(given: Any) -> int:
        return int(given)

    return whole_pieces
