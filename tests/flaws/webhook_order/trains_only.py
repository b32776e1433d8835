"""A version is known by the name of its release; those before acacia have none, and are ignored."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-ORD-03",)
may = ()
subtle = True
KNOWN = ("acacia", "basil", "clover", "dahlia", "endive")
replaces = "reference_app.providers.stripe.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any) -> Any:
        slip = original(event)
        release = (event.api_version or "").partition(".")[2]
        return slip if release in KNOWN else replace(slip, event_type="ignored")

    return slip_of
