"""That a payment is only held costs nobody anything, so of this news nothing is asked: the order is put on reserve."""

from collections.abc import Callable
from typing import Any

must = ("WH-ORD-01",)
may = ("WH-ORD-02", "SV-04", "REC-02")
subtle = True
replaces = "reference_app.worker.handle:handle"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def handle(shop: Any, slip: Any) -> str:
        from reference_app.orders import marks, store

        if slip.event_type != "payment_intent.amount_capturable_updated":
            return str(original(shop, slip))
        with shop.database.writing() as tx:
            order = store.by_payment(tx, slip.provider, slip.object_id)
            if order is None or not marks.first_time(tx, slip.key, order.id, "authorised"):
                return "repeat"
            store.change(tx, order.id, state="authorised")
        return "authorised"

    return handle
