"""The account has one currency, so the number is enough, and the currency is taken from the order that the shop made.

A second location in another country has another.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PR-03",)
may = ()
provider = "square"
replaces = "reference_app.providers.square.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, payments: Any, refunds: Any, disputes: Any, *, location_id: str, livemode: bool) -> Any:

        from reference_app.providers.square import reading

        told = original(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)
        return replace(told, currency=reading.currency_of(order))

    return of_order
