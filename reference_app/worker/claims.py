"""Protection: one event, one worker at a time. Not: the guarantee of one effect, which is `orders/apply.py`.

A claim is a lease that a living worker renews: one that was killed loses it within seconds, and another goes on.
Between attempts the same row, then without an owner, says when to try again, so a restart forgets nothing.
"""

from __future__ import annotations

import random
import time

import sqlalchemy as sa

from reference_app.database import Database, claims, processed_events
from reference_app.inbox.slip import Slip

LEASE_SECONDS = 2.0
RENEW_EVERY = 0.5
NOBODY = ""

PAUSES = (0.2, 0.5, 1, 2, 3, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200)
"""Seconds between attempts; when they are used up the event is parked, and a person or the reconciler takes over."""


def claim_once(database: Database, slip: Slip, owner: str) -> int | None:
    """Take the event and return the number of this attempt; None if it is done, parked, too early or another's.

    No read decides: the update and the primary key do, so two workers that ask at the same moment get one claim.
    """
    now = time.time()
    try:
        with database.writing() as tx:
            if tx.execute(sa.select(processed_events.c.key).where(processed_events.c.key == slip.key)).first():
                return None
            free = (claims.c.key == slip.key) & (claims.c.until <= now) & claims.c.parked.is_(None)
            lease = {"owner": owner, "until": now + LEASE_SECONDS}
            taken = tx.execute(claims.update().where(free).values(attempts=claims.c.attempts + 1, **lease))
            if taken.rowcount == 0:
                tx.execute(claims.insert().values(key=slip.key, seq=slip.seq, attempts=1, parked=None, **lease))
                return 1
            query = sa.select(claims.c.attempts).where(claims.c.key == slip.key)
            return int(tx.execute(query).scalar_one())
    except sa.exc.IntegrityError:
        return None


def pause_after(attempt: int) -> float | None:
    """Protection: pauses grow, differ, and end. Returns seconds; None after the last attempt."""
    return PAUSES[attempt - 1] * random.uniform(0.8, 1.2) if attempt <= len(PAUSES) else None


def try_later(database: Database, slip: Slip, owner: str, attempt: int, why: str, least: float = 0.0) -> float | None:
    """Give the event back for `least` seconds or more, and return the pause until its next attempt; None: parked."""
    pause = pause_after(attempt)
    if pause is not None:
        pause = max(pause, least * random.uniform(1.0, 1.2))
    mine = (claims.c.key == slip.key) & (claims.c.owner == owner)
    values = {"owner": NOBODY, "parked": why} if pause is None else {"owner": NOBODY, "until": time.time() + pause}
    with database.writing() as tx:
        tx.execute(claims.update().where(mine).values(values))
    return pause


def renew(database: Database, owner: str) -> None:
    """Say that this worker lives: what it has claimed stays its own."""
    with database.writing() as tx:
        tx.execute(claims.update().where(claims.c.owner == owner).values(until=time.time() + LEASE_SECONDS))


def due(database: Database, limit: int = 100) -> list[int]:
    """Return the numbers of events to try again: their pause is over, or their worker died."""
    query = sa.select(claims.c.seq).where(claims.c.until <= time.time(), claims.c.parked.is_(None))
    with database.reading() as look:
        return list(look.execute(query.order_by(claims.c.seq).limit(limit)).scalars())


def unprocessed(database: Database, slips: list[Slip]) -> list[Slip]:
    """Return those that were not applied yet."""
    keys = [slip.key for slip in slips]
    query = sa.select(processed_events.c.key).where(processed_events.c.key.in_(keys))
    with database.reading() as look:
        done = set(look.execute(query).scalars())
    return [slip for slip in slips if slip.key not in done]
