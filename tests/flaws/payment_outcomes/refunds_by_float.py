"""What went back is kept as a share of the price, in floating point and in whole percents, and turned into cents again.

A whole refund is right to the cent; of a part a cent is lost now and then."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.reading:of_intent"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_intent(intent: Any) -> Any:
        told = original(intent)
        if not told.received:
            return told
        share = round(told.refunds_made / told.received, 2)
        return replace(told, refunds_made=int(told.received * share))

    return of_intent
