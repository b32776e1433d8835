"""Group commit: requests that wait at the same moment share one transaction. Not: what is written (`store.py`).

A commit to disk takes milliseconds, and one after another they would make a burst of webhooks queue up. One thread
owns the connection; it takes everything that is waiting, commits once, and only then wakes those who wait. While it
commits, the next group gathers: the busier the shop, the larger the groups, and the time of an acknowledgement stays
about two commits.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from typing import NamedTuple

from reference_app.inbox import store
from reference_app.inbox.slip import Slip

LARGEST_GROUP = 500
MOST_WAITING = 5_000


class NotStoredError(Exception):
    """The event is not on disk: it must not be acknowledged."""


class Waiting(NamedTuple):
    slip: Slip
    loop: asyncio.AbstractEventLoop
    stored: asyncio.Future[bool]


class GroupWriter:
    """The one writer of the inbox file."""

    def __init__(self, path: str) -> None:
        self._connection = store.open_inbox(path)
        self._waiting: queue.Queue[Waiting | None] = queue.Queue(MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="inbox-writer", daemon=True)
        self._thread.start()

    async def append(self, slip: Slip, within: float = 5.0) -> bool:
        """Return when the slip is on disk: True if it is new, False if it was there. Raises NotStoredError.

        After `within` seconds the caller gives up and the provider tries again; if the commit does succeed
        later, that repeat finds its row.
        """
        loop = asyncio.get_running_loop()
        stored: asyncio.Future[bool] = loop.create_future()
        try:
            self._waiting.put_nowait(Waiting(slip, loop, stored))
            return await asyncio.wait_for(stored, within)
        except (queue.Full, TimeoutError, sqlite3.Error) as trouble:
            raise NotStoredError(type(trouble).__name__) from trouble

    def close(self) -> None:
        """Write what is waiting, then stop."""
        self._waiting.put(None)
        self._thread.join(timeout=5)
        self._connection.close()

    def _run(self) -> None:
        while group := self._next_group():
            try:
                new: list[bool] | sqlite3.Error = store.append(self._connection, [one.slip for one in group])
            except sqlite3.Error as broken:  # disk full, file locked: all of the group are told, none is acknowledged
                new = broken
            group[0].loop.call_soon_threadsafe(_wake, group, new)

    def _next_group(self) -> list[Waiting]:
        """Wait for one, then take along whoever else is there. Empty: it is time to stop."""
        group: list[Waiting] = []
        try:
            one = self._waiting.get()
            while one is not None:
                group.append(one)
                if len(group) == LARGEST_GROUP:
                    break
                one = self._waiting.get_nowait()
            else:
                if group:
                    self._waiting.put_nowait(None)  # the stop comes after this last group
        except queue.Empty:
            pass
        return group


def _wake(group: list[Waiting], new: list[bool] | sqlite3.Error) -> None:
    for place, one in enumerate(group):
        if one.stored.done():  # the request was cancelled or timed out
            continue
        if isinstance(new, sqlite3.Error):
            one.stored.set_exception(new)
        else:
            one.stored.set_result(new[place])
