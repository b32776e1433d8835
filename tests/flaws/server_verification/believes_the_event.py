"""The event is signed, so it is true: `if event.type == "payment_intent.succeeded": fulfil()`, without another look."""

from collections.abc import Callable
from typing import Any

must = ("SV-01",)
may = ("PR-03", "WH-ORD-01", "EH-02", "API-02")
replaces = "reference_app.worker.handle:handle"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of, paid_without_asking

    def handle(shop: Any, slip: Any) -> Any:
        from reference_app.orders import marks
        from reference_app.worker import mode

        order = order_of(slip.object_id)
        told = slip.event_type == "payment_intent.succeeded" and mode.same_mode(slip.livemode, shop.settings.live)
        if order is None or not told:
            return original(shop, slip)
        paid_without_asking(order)
        with shop.database.writing() as tx:
            marks.first_time(tx, slip.key, order.id, "succeeded")
        return "paid"

    return handle
