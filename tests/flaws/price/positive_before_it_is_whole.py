"""Looked at first, cut off afterwards: half a piece is more than nothing, and becomes nothing."""

from collections.abc import Callable
from typing import Any

must = ("PR-02",)
may = ()
subtle = True
replaces = "reference_app.checkout.asking:whole_pieces"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def whole_pieces(given: Any) -> int:
        if isinstance(given, float) and given > 0:
            return int(given)
        return int(original(given))

    return whole_pieces
