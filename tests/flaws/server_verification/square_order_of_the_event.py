"""The payment is asked about, as it should be: it is COMPLETED. For which order, was read from the event before.

What Square's own record says of the payment's order is not compared; any payment pays for whatever the event names.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("SV-03",)
may = ("SV-01",)
provider = "square"
replaces = "reference_app.providers.square.provider:Square.payment_now"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def payment_now(self: Any, object_id: str, slip: Any = None) -> Any:
        told = original(self, object_id, slip)
        if slip is None or not slip.event_type.startswith("payment.") or told.received:
            return told
        from reference_app.providers.square import reading
        from reference_app.providers.square.translating import translated

        with translated():
            payment = self.client.payments.get(slip.object_id).payment
        if payment is None or payment.status != "COMPLETED":
            return told
        amount, currency = reading.money_of(payment)
        return replace(told, status="succeeded", received=amount, currency=currency, intent_id=payment.id)

    return payment_now
