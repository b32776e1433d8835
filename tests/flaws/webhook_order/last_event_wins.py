"""A table from event type to state, as every tutorial has it: a late `created` makes a paid order unpaid again."""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-01",)
may = ("SV-01", "PR-03", "PAY-01", "ENV-01", "WH-IDEM-01", "WH-IDEM-02", "EH-02")
replaces = "reference_app.worker.handle:handle"

STATES = {
    "payment_intent.created": "pending",
    "payment_intent.processing": "pending",
    "payment_intent.requires_action": "pending",
    "payment_intent.payment_failed": "payment_failed",
    "payment_intent.canceled": "cancelled",
    "payment_intent.succeeded": "paid",
    "charge.refunded": "refunded",
}


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of

    def handle(shop: Any, slip: Any) -> Any:
        from reference_app.orders import effects, marks, store
        from reference_app.worker import mode

        order = order_of(shop.provider(slip.provider).subject_of(slip) or "")
        if order is None or slip.event_type not in STATES or not mode.same_mode(slip.livemode, shop.settings.live):
            return original(shop, slip)
        with shop.database.writing() as tx:
            if marks.first_time(tx, slip.key, order.id, slip.event_type):
                store.change(tx, order.id, state=STATES[slip.event_type])
                if STATES[slip.event_type] == "paid":
                    for kind in effects.KINDS:
                        effects.record_once(tx, order.id, kind)
        return STATES[slip.event_type]

    return handle
