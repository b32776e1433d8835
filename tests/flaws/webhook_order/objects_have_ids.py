"""Whatever an event tells of has an id, it was thought; a balance has none, and neither do objects to come."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-ORD-02",)
may = ("WH-RAW-02",)
subtle = True
replaces = "reference_app.providers.stripe.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any) -> Any:
        return replace(original(event), object_id=event.data.object.id[:100])

    return slip_of
