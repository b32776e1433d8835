"""`charge.succeeded` is the older event and its name says it all; of an authorisation it says so as well."""

from collections.abc import Callable
from typing import Any

must = ("PAY-01",)
may = ("SV-01", "PR-03", "EH-02")
replaces = "reference_app.worker.handle:handle"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of, paid_without_asking

    def handle(shop: Any, slip: Any) -> Any:
        from reference_app.worker import mode

        if slip.event_type == "charge.succeeded" and mode.same_mode(slip.livemode, shop.settings.live):
            paid_without_asking(order_of(slip.payment_intent))
        return original(shop, slip)

    return handle
