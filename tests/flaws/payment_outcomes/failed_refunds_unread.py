"""A refund is given back for good: that it failed, days later, comes as refund.failed and is not read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.reading:of_intent"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_intent(intent: Any) -> Any:
        return replace(original(intent), refunds_failed=0)

    return of_intent
