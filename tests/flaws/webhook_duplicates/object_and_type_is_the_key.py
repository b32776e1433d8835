"""The guard against repeats is the object and the type of its news: the second partial refund looks like the first.

Refunds are heard of by charge.refunded, which tells all that the shop wants to know."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-IDEM-03", "PAY-03")
may = ("WH-ORD-01", "PAY-05", "PAY-02", "PAY-01")
subtle = True
replaces = "reference_app.providers.stripe.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any) -> Any:
        slip = original(event)
        unread = slip.event_type.startswith("refund.") or slip.event_type == "charge.refund.updated"
        return replace(
            slip,
            event_id=f"{slip.event_type}-{slip.object_id}"[:100],
            event_type="unread" if unread else slip.event_type,
        )

    return slip_of
