"""Every event that is new is worked on anew, by its id; that two of them can tell one fact was not thought of."""

import time
from collections.abc import Callable
from typing import Any

must = ("WH-IDEM-03",)
may = (
    "WH-IDEM-01",
    "WH-IDEM-02",
    "WH-IDEM-04",
    "WH-ORD-01",
    "WH-ACK-03",
    "API-02",
    "API-03",
    "PAY-01",
    "PAY-02",
    "REC-02",
    "SV-04",
    "WH-SIG-10",
    "WH-IDEM-05",
    "WH-ORD-02",
    "WH-ORD-03",
    "SV-03",
    "API-05",
    "REC-01",
)
replaces = "reference_app.orders.effects:record_once"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def record_once(tx: Any, order_id: str, kind: str) -> bool:
        import sqlalchemy as sa

        from reference_app.database import effects, processed_events

        told = sa.select(sa.func.count()).where(processed_events.c.order_id == order_id)
        events = int(tx.execute(told).scalar_one())
        once = f"{order_id}/{kind}/{events}"
        if tx.execute(sa.select(effects.c.once).where(effects.c.once == once)).first():
            return False
        tx.execute(effects.insert().values(once=once, order_id=order_id, kind=kind, at=time.time()))
        return True

    return record_once
