"""A payment of Square's does not say that it is disputed, and here nobody asks: the seller gets a mail.

Parcels leave and refunds go out for money that the bank has taken back.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-05",)
may = ("PAY-04",)
provider = "square"
replaces = "reference_app.providers.square.refetch:payment_now"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def payment_now(client: Any, order_id: str, location_id: str, *, livemode: bool) -> Any:
        return replace(original(client, order_id, location_id, livemode=livemode), disputed=False, lost=0)

    return payment_now
