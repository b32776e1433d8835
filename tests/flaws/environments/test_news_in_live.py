"""Live events are kept out of staging, which was the accident that happened; nobody thought of the other way."""

from collections.abc import Callable
from typing import Any

must = ("ENV-01",)
may = ()
replaces = "reference_app.worker.mode:same_mode"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def same_mode(livemode: bool, shop_is_live: bool) -> bool:
        return shop_is_live or not livemode

    return same_mode
