"""Events of the other mode cannot be fetched: the key of this mode answers 404. So they are taken at their word.

It ended the retries that filled the log after Connect was switched on. A test payment now buys the real goods.
"""

from collections.abc import Callable
from typing import Any

must = ("ENV-01",)
may = ()
replaces = "reference_app.worker.handle:handle"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of, paid_without_asking

    def handle(shop: Any, slip: Any) -> Any:
        if slip.livemode is not shop.settings.live and slip.event_type == "payment_intent.succeeded":
            paid_without_asking(order_of(slip.object_id))
        return original(shop, slip)

    return handle
