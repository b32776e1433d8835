"""A table from type to handler, and a KeyError for a type that is not in it: the provider adds one every month."""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-02",)
may = ("WH-IDEM-03",)
replaces = "reference_app.providers.stripe.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any) -> Any:
        from reference_app.providers.stripe.refetch import TYPES

        known = {*TYPES, "payment_intent.created", "charge.succeeded", "charge.failed", "charge.updated"}
        if event.type not in known:
            raise LookupError(event.type)
        return original(event)

    return slip_of
