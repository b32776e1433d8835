"""The nightly run ships what it finds captured, in a way of its own: then the reply and the webhook ship it too."""

from collections.abc import Callable
from typing import Any

must = ("REC-02",)
may = ("PAY-01", "PAY-02", "REC-01", "REC-03", "PR-03")
replaces = "reference_app.worker.reconcile:_events"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _events(shop: Any) -> Any:
        import time

        from assay_flaw_plumbing import ship_and_mail

        from reference_app.orders import store

        with shop.database.reading() as look:
            held = store.in_states(look, ("authorised",), time.time())
        for order in held:
            if order.to_capture and shop.provider("stripe").payment_now(order.payment_object).received:
                with shop.database.writing() as tx:
                    ship_and_mail(tx, order.id)
        return original(shop)

    return _events
