"""The inbox file: append-only, on its own disk file, written by the web process alone. Not: progress of the work.

What was done with an event stands in the business database (`claims`, `processed_events`), so the worker never takes
the write lock that an acknowledgement waits for. WAL lets it read while the web process writes; synchronous=FULL
means that a commit has reached the disk: after kill -9, and after a power cut too.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from reference_app.inbox.slip import Slip

SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    seq            INTEGER PRIMARY KEY AUTOINCREMENT,  -- order of arrival
    key            TEXT NOT NULL UNIQUE,               -- provider/account/mode/event id: a repeat adds no row
    provider       TEXT NOT NULL,
    account        TEXT NOT NULL,
    livemode       INTEGER NOT NULL,
    event_id       TEXT NOT NULL,
    event_type     TEXT NOT NULL,
    object_id      TEXT NOT NULL,
    payment_intent TEXT NOT NULL,
    received_at    REAL NOT NULL                  -- unix seconds
) STRICT
"""
COLUMNS = "provider, account, livemode, event_id, event_type, object_id, payment_intent, seq"
APPEND = """
INSERT INTO events (key, provider, account, livemode, event_id, event_type, object_id, payment_intent, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
"""
BUSY_SECONDS = 2.0


def open_inbox(path: str) -> sqlite3.Connection:
    """Open the file, and make it if it is new."""
    Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(SCHEMA)
    return connection


def append(connection: sqlite3.Connection, slips: Sequence[Slip]) -> list[bool]:
    """Append in one transaction, on disk when this returns. Says for each whether it was new."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        new = [connection.execute(APPEND, _row(slip)).rowcount == 1 for slip in slips]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return new


class Reader:
    """The worker's view of the inbox: it sees what was committed and can change nothing."""

    def __init__(self, path: str) -> None:
        self._connection = open_inbox(path)
        self._connection.execute("PRAGMA query_only=ON")
        self._version = -1

    def changed(self) -> bool:
        """Say whether anybody has committed since the last call. It costs microseconds: made to be polled."""
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        before, self._version = self._version, int(version)
        return self._version != before

    def forget(self) -> None:
        """Let `changed` say yes once more: what was found could not be used."""
        self._version = -1

    def after(self, seq: int, limit: int = 500) -> list[Slip]:
        """Return the next slips in the order in which they arrived."""
        query = f"SELECT {COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?"  # noqa: S608 - our own constant
        return _slips(self._connection.execute(query, (seq, limit)))

    def at(self, seq: int) -> Slip | None:
        query = f"SELECT {COLUMNS} FROM events WHERE seq = ?"  # noqa: S608 - our own constant
        return next(iter(_slips(self._connection.execute(query, (seq,)))), None)

    def close(self) -> None:
        self._connection.close()


def _row(slip: Slip) -> tuple[str | float, ...]:
    return (
        slip.key,
        slip.provider,
        slip.account,
        int(slip.livemode),
        slip.event_id,
        slip.event_type,
        slip.object_id,
        slip.payment_intent,
        time.time(),
    )


def _slips(rows: Iterable[tuple[str, str, int, str, str, str, str, int]]) -> list[Slip]:
    return [
        Slip(p, a, bool(live), event, kind, about, intent, seq) for p, a, live, event, kind, about, intent, seq in rows
    ]
