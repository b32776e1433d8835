"""The provider has a second to contradict: the queue must go on, and a signed event was right every time so far."""

from collections.abc import Callable
from typing import Any

must = ("EH-02",)
may = ("WH-IDEM-05", "SV-01")
subtle = True
replaces = "reference_app.providers.stripe.refetch:payment_now"

PATIENCE = 1.0


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from concurrent.futures import ThreadPoolExecutor

    from assay_flaw_plumbing import order_of

    threads = ThreadPoolExecutor(16)

    def payment_now(client: Any, object_id: str) -> Any:
        from reference_app.providers.payment import Payment

        asked = threads.submit(original, client, object_id)
        order = order_of(object_id)
        try:
            return asked.result(PATIENCE if order else None)
        except TimeoutError:
            assert order is not None
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
