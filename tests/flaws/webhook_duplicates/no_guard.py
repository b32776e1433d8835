"""Whoever finds the order paid ships and mails: each event about the payment does, and so does each repeat."""

from collections.abc import Callable
from typing import Any

must = ("WH-IDEM-01",)
may = (
    "WH-IDEM-02",
    "WH-ORD-01",
    "WH-ACK-03",
    "API-02",
    "WH-SIG-10",
    "WH-IDEM-03",
    "WH-IDEM-04",
    "WH-IDEM-05",
    "WH-ORD-02",
    "WH-ORD-03",
    "SV-03",
    "SV-04",
    "API-03",
    "API-05",
    "PAY-01",
    "PAY-02",
    "REC-01",
    "REC-02",
)
replaces = "reference_app.orders.effects:record_once"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    import time
    import uuid

    def record_once(tx: Any, order_id: str, kind: str) -> bool:
        from reference_app.database import effects

        once = f"{order_id}/{kind}/{uuid.uuid4().hex}"
        tx.execute(effects.insert().values(once=once, order_id=order_id, kind=kind, at=time.time()))
        return True

    return record_once
