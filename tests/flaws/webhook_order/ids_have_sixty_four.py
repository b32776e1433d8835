"""The column for ids is VARCHAR(64), and the database cuts in silence: ids that differ at their end are one id."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-ORD-02",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any) -> Any:
        slip = original(event)
        return replace(
            slip,
            event_id=slip.event_id[:64],
            object_id=slip.object_id[:64],
            payment_intent=slip.payment_intent[:64],
        )

    return slip_of
