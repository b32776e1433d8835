"""What was paid is compared, and read from `purchase_units[0].amount`, which says what was asked for.

The capture has an `amount` of its own; the unit's is the same one as long as all of it is captured at once.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PR-03",)
may = ("REC-02",)
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, disputes: Any, *, livemode: bool) -> Any:
        from reference_app.providers.paypal.money import minor

        told = original(order, disputes, livemode=livemode)
        if not told.received:
            return told
        received, currency = minor(order["purchase_units"][0]["amount"])
        return replace(told, received=received, currency=currency)

    return of_order
