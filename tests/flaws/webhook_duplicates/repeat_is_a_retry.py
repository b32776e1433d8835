"""A repeat is taken for a sign that the first attempt failed, and the mail and the parcel are sent once more.

A lost mail was complained about, and redelivery from the dashboard was to send it again. The provider repeats
deliveries by itself, too.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-IDEM-01",)
may = (
    "WH-IDEM-02",
    "WH-IDEM-04",
    "WH-IDEM-03",
    "WH-IDEM-05",
    "WH-ORD-01",
    "WH-ORD-02",
    "WH-ORD-03",
    "WH-SIG-10",
    "WH-ACK-03",
    "SV-03",
    "SV-04",
    "API-02",
    "API-03",
    "API-05",
    "PAY-01",
    "PAY-02",
    "REC-01",
    "REC-02",
)
replaces = "reference_app.inbox.intake:append_then_ack"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of, ship_and_mail, shop

    async def append_then_ack(inbox: Any, slip: Any) -> bool:
        new = bool(await original(inbox, slip))
        order = order_of(slip.object_id) if slip.event_type == "payment_intent.succeeded" and not new else None
        if order is not None and order.state == "paid":
            with shop().database.writing() as tx:
                ship_and_mail(tx, order.id)
        return new

    return append_then_ack
