"""Nobody keeps the ids of PayPal's events: each `PAYMENT.CAPTURE.COMPLETED` that is delivered again ships again.

PayPal repeats what was not answered in time, up to 25 times in three days.
"""

import asyncio
from collections.abc import Callable
from typing import Any

must = ("WH-IDEM-01",)
may = (
    "WH-IDEM-02",
    "WH-IDEM-03",
    "WH-IDEM-04",
    "WH-IDEM-05",
    "SV-03",
    "SV-04",
    "API-03",
    "REC-02",
    "WH-ORD-01",
    "WH-ACK-02",
    "WH-ACK-03",
    "WH-SIG-10",
)
provider = "paypal"
replaces = "reference_app.inbox.intake:append_then_ack"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import ship_again

    async def append_then_ack(inbox: Any, slip: Any) -> bool:
        new = await original(inbox, slip)
        if not new and slip.event_type == "PAYMENT.CAPTURE.COMPLETED":
            await asyncio.to_thread(ship_again, slip)
        return bool(new)

    return append_then_ack
