"""Events of any other API version than the one that was tested are ignored, and answered 200."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-ORD-03",)
may = ()
PINNED = "2026-10-28.endive"
replaces = "reference_app.providers.stripe.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any) -> Any:
        slip = original(event)
        return slip if event.api_version == PINNED else replace(slip, event_type="ignored")

    return slip_of
