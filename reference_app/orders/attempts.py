"""Protection: each attempt to take money is written down before it is made, with the key that it is made under.

Whatever happens then, a lost reply, a restart, a second press, the same attempt is made again under the same key, and
nobody cancels in the meantime what is being taken. Not: making it.
"""

from __future__ import annotations

import time
import uuid

import sqlalchemy as sa

from reference_app.database import Database, attempts
from reference_app.orders import states, store

BEGUN = "begun"
ANSWERED = "answered"
DECLINED = "declined"
REFUSED = "refused"


def begin(database: Database, order_id: str, name: str) -> str | None:
    """Write the attempt down and return its key; None: the order takes no money (any more).

    An attempt that was made before keeps its key, whatever has become of the order since.
    """
    with database.writing() as tx:
        order = store.locked(tx, order_id)
        this = (attempts.c.order_id == order_id) & (attempts.c.name == name)
        if known := tx.execute(sa.select(attempts.c.key).where(this)).first():
            return str(known.key)
        if order is None or order.status not in states.PAYABLE:
            return None
        key = uuid.uuid4().hex
        row = {"order_id": order_id, "name": name, "key": key, "outcome": BEGUN, "at": time.time()}
        tx.execute(attempts.insert().values(row))
    return key


def ended(database: Database, order_id: str, name: str, outcome: str) -> None:
    """Write down what came of it: ANSWERED, DECLINED or REFUSED. What nobody knows stays BEGUN."""
    with database.writing() as tx:
        this = (attempts.c.order_id == order_id) & (attempts.c.name == name)
        tx.execute(attempts.update().where(this).values(outcome=outcome))


def declined(look: sa.Connection, order_id: str, name: str) -> bool:
    """Say whether this attempt was made, and the buyer's bank said no: nobody makes it again by himself."""
    this = (attempts.c.order_id == order_id) & (attempts.c.name == name)
    return look.execute(sa.select(attempts.c.outcome).where(this)).scalar() == DECLINED


def open_ones(look: sa.Connection, order_id: str) -> bool:
    """Say whether money of the order may be on its way for all that we know."""
    mine = (attempts.c.order_id == order_id) & (attempts.c.outcome == BEGUN)
    return look.execute(sa.select(attempts.c.key).where(mine)).first() is not None
