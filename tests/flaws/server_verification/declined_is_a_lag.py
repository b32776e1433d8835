"""The event says succeeded and the provider shows a decline: its reads lag at times, so the event is believed.

Of any other state that disagrees the provider is believed, as it should be.
"""

from collections.abc import Callable
from typing import Any

must = ("SV-01",)
may = ("PAY-02",)
subtle = True
replaces = "reference_app.worker.handle:handle"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of, paid_without_asking

    def handle(shop: Any, slip: Any) -> Any:
        if slip.event_type == "payment_intent.succeeded" and order_of(slip.object_id) is not None:
            now = shop.provider("stripe").payment_now(slip.object_id)
            if now.declined and now.livemode is shop.settings.live:
                paid_without_asking(order_of(slip.object_id))
        return original(shop, slip)

    return handle
