"""A store of the target that cannot be written to for a while. Not: which store that is, nor what comes of it.

An SQLite file is kept from others by its write lock, which is what a long transaction or a backup does. A full disk is
a limit on the size of the files that the target's processes may write (RLIMIT_FSIZE), lifted again afterwards.
"""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from harness.failures import WindowShut

LOCK_WITHIN = 5.0
"""Seconds of real time in which the lock must be had: the target may be writing just now."""
FULL_AT = 4096
"""Bytes. Files may not grow beyond it: every store that holds anything is larger."""


def is_sqlite(url: str) -> bool:
    """Say whether this is the URL of an SQLite file."""
    try:
        place = make_url(url)
    except ArgumentError:
        return False
    return place.get_backend_name() == "sqlite" and bool(place.database)


@contextmanager
def write_lock(url: str, line: str) -> Iterator[None]:
    """Hold the write lock of an SQLite database. Raises WindowShut, naming the descriptor's `line`, for another one."""
    if not is_sqlite(url):
        raise WindowShut("only an SQLite file can be disturbed by this version", needs=f"{line}: an SQLite database")
    place = make_url(url).database or ""
    if not Path(place).exists():
        raise WindowShut("the declared database is not there", needs=line)
    connection = sqlite3.connect(place, timeout=LOCK_WITHIN, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        connection.close()


@contextmanager
def full_disk(process_group: int) -> Iterator[None]:
    """Let no file of the group's processes grow, as if the disk were full. Raises WindowShut where that cannot be."""
    if not hasattr(resource, "prlimit"):
        raise WindowShut("a full disk can be staged on Linux only", needs="a run on Linux")
    before: dict[int, tuple[int, int]] = {}
    try:
        for process in _members(process_group):
            before[process] = resource.prlimit(process, resource.RLIMIT_FSIZE)
            resource.prlimit(process, resource.RLIMIT_FSIZE, (FULL_AT, before[process][1]))
        yield
    finally:
        for process, limits in before.items():
            with suppress(ProcessLookupError, PermissionError):
                resource.prlimit(process, resource.RLIMIT_FSIZE, limits)


def _members(group: int) -> list[int]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(int(place.name)) == group:
                found.append(int(place.name))
    return found
