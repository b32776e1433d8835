"""A success is re-fetched, a failure is believed: nobody lies about that. Told late, it undoes the success.

Nothing is shipped for it, so nobody but the buyer notices that a paid order says it has failed.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ("WH-ORD-01", "API-05", "WH-IDEM-03", "SV-01", "WH-SIG-01", "SV-03", "WH-ORD-02", "PAY-01")
subtle = True
replaces = "reference_app.worker.handle:handle"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of

    def handle(shop: Any, slip: Any) -> Any:
        from reference_app.orders import store

        order = order_of(slip.object_id) if slip.event_type == "payment_intent.payment_failed" else None
        if order is None:
            return original(shop, slip)
        with shop.database.writing() as tx:
            store.change(tx, order.id, state="payment_failed")
        return "payment_failed"

    return handle
