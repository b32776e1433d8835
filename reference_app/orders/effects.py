"""Protection: one effect per order and kind. Not: sending; a mailer and a packer work from this ledger.

A row is the order to do something in the world. It is written in the same transaction as the state that asks for it,
under a name that the database allows only once: however many events, workers and reconcilers agree that an order is
paid, the goods leave once.
"""

from __future__ import annotations

import time

import sqlalchemy as sa

from reference_app.database import effects

KINDS = ("mail", "shipment")


def record_once(tx: sa.Connection, order_id: str, kind: str) -> bool:
    """Write the effect; False if the order had it before."""
    once = f"{order_id}/{kind}"
    if tx.execute(sa.select(effects.c.once).where(effects.c.once == once)).first():
        return False
    tx.execute(effects.insert().values(once=once, order_id=order_id, kind=kind, at=time.time()))
    return True


def counted(look: sa.Connection, order_id: str) -> dict[str, int]:
    """Return how often each kind happened for the order."""
    query = (
        sa.select(effects.c.kind, sa.func.count().label("number"))
        .where(effects.c.order_id == order_id)
        .group_by(effects.c.kind)
    )
    found = {row.kind: row.number for row in look.execute(query)}
    return {kind: found.get(kind, 0) for kind in KINDS}
