"""An order is refunded or it is not: the first refund of it, however small, is all of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ("WH-ORD-01", "PAY-04")
replaces = "reference_app.providers.stripe.reading:of_intent"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_intent(intent: Any) -> Any:
        told = original(intent)
        return replace(told, refunds_made=told.received, refunds_failed=0) if told.refunds_made else told

    return of_intent
