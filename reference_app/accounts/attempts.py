"""Protection: a password can be tried a few times, not a million. Not: floods from one visitor (what stands in front).

A try is counted before it is made, so that a thousand at once are not all the first one. Addresses without an account
are counted like the others: being locked out tells nothing either.
"""

from __future__ import annotations

import hashlib
import time

import sqlalchemy as sa

from reference_app.database import Database, sign_ins
from reference_app.refusal import RefusalError

MOST = 10
WINDOW = 900
"""Seconds within which an address has MOST tries."""


def count_one(database: Database, email: str) -> None:
    """Count a try to sign in with this address. Raises RefusalError (429) if it has had enough of them."""
    try:
        number = _one_more(database, email)
    except sa.exc.IntegrityError:  # two first ones at once
        number = _one_more(database, email)
    if number > MOST:
        message = "There were too many tries with this address. Please wait a quarter of an hour."
        raise RefusalError(429, "too_many_tries", message, {"Retry-After": str(WINDOW)})


def forget(tx: sa.Connection, email: str) -> None:
    """Begin anew: its owner has signed in."""
    tx.execute(sign_ins.delete().where(sign_ins.c.address == _digest(email)))


def _one_more(database: Database, email: str) -> int:
    address, now = _digest(email), time.time()
    with database.writing() as tx:
        tx.execute(sign_ins.delete().where(sign_ins.c.since < now - WINDOW))
        counted = sign_ins.update().where(sign_ins.c.address == address).values(tries=sign_ins.c.tries + 1)
        row = tx.execute(counted.returning(sign_ins.c.tries)).first()
        if row is None:
            tx.execute(sign_ins.insert().values(address=address, tries=1, since=now))
        return 1 if row is None else int(row.tries)


def _digest(email: str) -> str:
    """Whatever strangers type here is not kept."""
    return hashlib.sha256(email.encode()).hexdigest()
