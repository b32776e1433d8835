"""What came in is read from `amount`, which stays what was authorised, and not from `amount_received`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03", "PR-03")
may = ("WH-ORD-02", "API-02", "API-03", "SV-04", "REC-02", "PAY-04")
subtle = True
replaces = "reference_app.providers.stripe.reading:of_intent"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_intent(intent: Any) -> Any:
        told = original(intent)
        return replace(told, received=intent["amount"]) if told.status == "succeeded" else told

    return of_intent
