"""Workers of one run side by side: who takes which check, and who must be alone. Not: starting them (`crew.py`).

Each worker is a pytest of its own, with a simulator and targets of its own, over the same checks in the same order.
What they share is a folder: a check is taken by whoever makes its file first, and locks on two more files keep a check
that measures time from being measured beside another. The operating system keeps both honest, also when a worker is
killed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STOP = "stop"


class Turns:
    """The shared folder of a run's workers."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is there and was empty when the first worker came."""
        self._folder = folder

    def take(self, nth: int) -> bool:
        """Take the check with this place in the order; False if another worker has it."""
        try:
            os.close(os.open(self._folder / str(nth), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return False
        return True

    def own(self, role: str, worker: int) -> bool:
        """Whether the targets of this role are the worker's: of whoever asks first, for each start takes time."""
        place = self._folder / f"role-{role}"
        try:
            with place.open("x") as made:
                made.write(str(worker))
        except FileExistsError:
            return place.read_text() in (str(worker), "")
        return True

    def stop(self, because: str) -> None:
        """Tell all workers to begin no further check."""
        (self._folder / STOP).write_text(because)

    @property
    def stopped(self) -> str | None:
        """Why no further check is begun; None: there is no reason."""
        said = self._folder / STOP
        return said.read_text() if said.exists() else None

    @contextmanager
    def turn(self, *, alone: bool) -> Iterator[None]:
        """Run a check beside others, or `alone`: then those under way are waited for, and none begins.

        Whoever wants to be alone closes the door first, so that it is not kept waiting for ever by those who come.
        """
        mode = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        with self._locked("door", mode) as door, self._locked("room", mode):
            if not alone:
                fcntl.flock(door, fcntl.LOCK_UN)
            yield

    @contextmanager
    def _locked(self, name: str, mode: int) -> Iterator[int]:
        handle = os.open(self._folder / name, os.O_CREAT | os.O_RDWR)
        try:
            fcntl.flock(handle, mode)
            yield handle
        finally:
            os.close(handle)
