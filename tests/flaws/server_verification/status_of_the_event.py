"""The payment is fetched, for its amount. That it succeeded is known already: the event is called so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("SV-01",)
may = ("PR-03", "WH-ORD-01", "EH-02")
replaces = "reference_app.worker.handle:handle"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of

    def handle(shop: Any, slip: Any) -> Any:
        from reference_app.orders import apply
        from reference_app.worker import mode

        order = order_of(slip.object_id)
        told = slip.event_type == "payment_intent.succeeded" and mode.same_mode(slip.livemode, shop.settings.live)
        if order is None or not told:
            return original(shop, slip)
        payment = shop.provider("stripe").payment_now(slip.object_id)
        told_so = replace(payment, status="succeeded", received=payment.received or order.amount)
        return apply.apply_once(shop.database, slip.key, order.id, told_so)

    return handle
