"""When the provider cannot be asked, the signed event is believed: it was Stripe who sent it, after all."""

from collections.abc import Callable
from typing import Any

must = ("EH-02",)
may = ("WH-IDEM-05", "SV-01")
subtle = True
replaces = "reference_app.providers.stripe.refetch:payment_now"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of

    def payment_now(client: Any, object_id: str) -> Any:
        import stripe

        from reference_app.providers.payment import Payment

        try:
            return original(client, object_id)
        except stripe.APIConnectionError:
            order = order_of(object_id)
            if order is None:
                raise
            return Payment(
                provider="stripe",
                object_id=object_id,
                intent_id=order.payment_intent,
                order_id=order.id,
                livemode=False,
                status="succeeded",
                received=order.amount,
                currency=order.currency,
            )

    return payment_now
