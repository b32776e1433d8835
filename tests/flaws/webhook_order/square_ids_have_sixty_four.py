"""The columns for Square's ids are VARCHAR(64), twice as long as any so far, and the database cuts in silence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

must = ("WH-ORD-02",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Mapping[str, Any], *, livemode: bool) -> Any:
        slip = original(event, livemode=livemode)
        return replace(slip, object_id=slip.object_id[:64], payment_intent=slip.payment_intent[:64])

    return slip_of
