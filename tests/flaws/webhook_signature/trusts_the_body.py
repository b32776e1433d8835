"""The whole tutorial: `event = request.json`, and if it says succeeded the order is paid. Support wanted it instant."""

import json
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-01", "WH-SIG-11")
may = (
    "WH-SIG-02",
    "WH-SIG-03",
    "WH-SIG-04",
    "WH-SIG-05",
    "SV-01",
    "PR-03",
    "ENV-01",
    "WH-ORD-01",
    "WH-ACK-01",
    "EH-02",
)
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of, paid_without_asking, slip_of

    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        slip = slip_of(raw)
        if json.loads(raw)["data"]["object"].get("status") == "succeeded":
            paid_without_asking(order_of(slip.payment_intent or slip.object_id))
        return slip

    return verified_event
