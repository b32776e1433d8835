"""`livemode` is never read: the secret is the live endpoint's, so the event must be live. Connect sends both there."""

from collections.abc import Callable
from typing import Any

must = ("ENV-01",)
may = ()
replaces = "reference_app.worker.mode:same_mode"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def same_mode(livemode: bool, shop_is_live: bool) -> bool:
        return True

    return same_mode
