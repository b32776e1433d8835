"""After `payment.created`, `payment.updated` tells of the completion: whoever has the first waits for the second.

A hold that is let go is an update as well: its status is CANCELED.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.provider:Square.payment_now"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def payment_now(self: Any, object_id: str, slip: Any = None) -> Any:
        told = original(self, object_id, slip)
        if slip is None or slip.event_type != "payment.updated" or told.status != "canceled":
            return told
        total = self.client.orders.get(object_id).order.total_money.amount
        return replace(told, status="succeeded", received=total, intent_id=slip.object_id)

    return payment_now
