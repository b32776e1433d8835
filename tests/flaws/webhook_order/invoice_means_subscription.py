"""A payment with an invoice is the subscription service's; that older versions show the field, empty, was not known."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-ORD-03",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any) -> Any:
        slip = original(event)
        theirs = slip.object_id.startswith("pi_") and "invoice" in event.data.object.to_dict()
        return replace(slip, event_type="for subscriptions") if theirs else slip

    return slip_of
