"""No upper bound, and the column is as wide as a column is: two thousand million pieces are less than nothing."""

from collections.abc import Callable
from typing import Any

must = ("PR-02",)
may = ()
subtle = True
replaces = "reference_app.checkout.asking:whole_pieces"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def whole_pieces(given: Any) -> int:
        if isinstance(given, int) and given > 0:
            return (given + 2**31) % 2**32 - 2**31
        return int(original(given))

    return whole_pieces
