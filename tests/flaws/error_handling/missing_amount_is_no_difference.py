"""An amount that is not there cannot differ: what was owed stands in for what the answer lacks."""

from collections.abc import Callable
from typing import Any

must = ("EH-02",)
may = ("PR-03",)
subtle = True
replaces = "reference_app.providers.stripe.reading:of_intent"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of

    def of_intent(intent: Any) -> Any:
        order = order_of(intent["id"])
        if order is None:
            return original(intent)
        usual = {"amount_received": order.amount, "currency": order.currency}
        return original({**usual, **{key: value for key, value in intent.items() if value is not None}})

    return of_intent
