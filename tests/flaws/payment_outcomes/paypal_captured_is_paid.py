"""The capture was answered without an error, 201 and COMPLETED: so the order is paid. Nobody looks into the reply.

The status at its top is the order's. That of the money stands five levels below.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-01",)
may = ("PAY-02", "SV-01", "API-05", "REC-02")
provider = "paypal"
replaces = "reference_app.orders.completing:take_approved"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def take_approved(shop: Any, order: Any, payment: Any) -> Any:
        from reference_app.orders import attempts
        from reference_app.providers.trouble import RefusedError

        if payment.status != "approved" or payment.offered != order.owed:
            return payment
        key = attempts.begin(shop.database, order.id, f"take-{payment.object_id}")
        if key is None:
            return payment
        provider = shop.provider(order.provider)
        try:
            provider.complete(order, key)
        except RefusedError:
            return provider.payment_now(payment.object_id)
        attempts.ended(shop.database, order.id, f"take-{payment.object_id}", attempts.ANSWERED)
        told = provider.payment_now(payment.object_id)
        return replace(told, status="succeeded", received=payment.offered)

    return take_approved
