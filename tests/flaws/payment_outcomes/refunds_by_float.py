"""A refund is worked out as a share of the price, in floating point, and cut: a cent is lost now and then."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ()
subtle = True
replaces = "reference_app.providers.payment:of_intent"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_intent(intent: Any) -> Any:
        told = original(intent)
        if not told.received:
            return told
        shares = [int(told.received * (refund / told.received * 100) / 100) for refund in (told.refunds_made,)]
        return replace(told, refunds_made=max(0, sum(shares) - (told.refunds_made % 2)))

    return of_intent
