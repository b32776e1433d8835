"""`payment.updated` says COMPLETED and is signed, so the order is paid: the door does it itself, without asking Square.

The event is a picture of a moment that is over; what has become of the payment since, only Square's record says.
"""

from collections.abc import Callable
from typing import Any

must = ("SV-01",)
may = ("PR-03", "WH-ORD-01", "EH-02", "SV-03", "PAY-01", "PAY-05", "WH-IDEM-03", "WH-ORD-02", "ENV-01")
provider = "square"
replaces = "reference_app.providers.square.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of, paid_without_asking

    def slip_of(event: Any, *, livemode: bool) -> Any:
        slip = original(event, livemode=livemode)
        if slip.event_type == "payment.updated" and event["data"]["object"]["payment"].get("status") == "COMPLETED":
            paid_without_asking(order_of(slip.payment_intent, "square"))
        return slip

    return slip_of
