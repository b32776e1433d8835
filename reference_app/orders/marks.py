"""Protection: the mark that an event was applied, written in the transaction that applies it. Not: the inbox."""

from __future__ import annotations

import time

import sqlalchemy as sa

from reference_app.database import claims, processed_events


def first_time(tx: sa.Connection, key: str, order_id: str | None, outcome: str) -> bool:
    """Mark the event; False if it was marked before.

    The mark and the effect commit together, so *received* is never mistaken for *done*: after a crash in between,
    neither is there. Two at once meet at the primary key, and the second's whole transaction is undone.
    """
    seen = tx.execute(sa.select(processed_events.c.key).where(processed_events.c.key == key)).first()
    if seen is None:
        row = {"key": key, "order_id": order_id, "outcome": outcome, "at": time.time()}
        tx.execute(processed_events.insert().values(row))
    tx.execute(claims.delete().where(claims.c.key == key))
    return seen is None
