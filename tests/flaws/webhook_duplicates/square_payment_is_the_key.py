"""The guard against repeats is the payment's id: Square tells `payment.updated` several times of one payment.

The first says APPROVED and is done with; the one that says COMPLETED is taken for its repeat.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-IDEM-03",)
may = ("WH-ORD-01", "PAY-01", "PAY-02", "PAY-03", "PAY-05", "WH-IDEM-05", "PAY-04", "SV-04", "API-05")
subtle = True
provider = "square"
replaces = "reference_app.providers.square.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any, *, livemode: bool) -> Any:
        slip = original(event, livemode=livemode)
        about = slip.payment_intent or slip.object_id
        return replace(slip, event_id=f"{slip.event_type.partition('.')[0]}-{about}"[:255])

    return slip_of
