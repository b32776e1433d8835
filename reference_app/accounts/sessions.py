"""Protection: a session is a random word that only its browser has; we keep its hash. Not: cookies (`visitors.py`).

Whoever reads the table, or a backup of it, cannot sign in with what is there. A hash without salt or cost is enough:
the word is random, so there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import secrets
import time

import sqlalchemy as sa

from reference_app.database import sessions

LASTS = 14 * 86_400
"""Seconds from signing in until a session is over, used or not."""


def begin(tx: sa.Connection, account_id: str) -> str:
    """Begin a session under a word that nobody knew before, and forget those of the account that are over."""
    token = secrets.token_urlsafe(32)
    now = time.time()
    over = (sessions.c.account_id == account_id) & (sessions.c.until < now)
    tx.execute(sessions.delete().where(over))
    tx.execute(sessions.insert().values(digest=_digest(token), account_id=account_id, until=now + LASTS))
    return token


def account_of(look: sa.Connection, token: str | None) -> str | None:
    """Return whose session this is; None for none, an ended one, or one that never was."""
    if not token:
        return None
    mine = (sessions.c.digest == _digest(token)) & (sessions.c.until >= time.time())
    row = look.execute(sa.select(sessions.c.account_id).where(mine)).first()
    return None if row is None else str(row.account_id)


def end(tx: sa.Connection, token: str) -> None:
    """End it here, and not only in the browser: a copy of the cookie is worth nothing afterwards."""
    tx.execute(sessions.delete().where(sessions.c.digest == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
