"""A trial is for whoever has no subscription; who had one, and let it go, has none."""

from collections.abc import Callable
from typing import Any

must = ("SUB-03",)
may = ()
subtle = True
replaces = "reference_app.subscriptions.claiming:take_trial"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    def take_trial(tx: Any, one: Any) -> None:
        return None

    return take_trial
