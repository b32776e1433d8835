"""Barriers: a call of the target that waits, already executed, until something else has happened. Not: what happens.

A call that is held after it was executed has its reply rendered: whatever happens meanwhile makes it a stale read, and
happens *inside* the call. A barrier opens by itself after a while, so that a target which does one thing at a time goes
on; then nothing has been reached, and nothing is proven.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, Generic, TypeVar

from harness import idling
from harness.notebook import Notebook
from simulator.client import Fault, Struck, WorldClient

T = TypeVar("T")

OPENS_AFTER = 8.0
"""Seconds of real time after which a barrier opens by itself: less than any browser or provider waits."""
LOOK_EVERY = 0.005


class Barrier:
    """Holds on the target's calls of one operation, each for its own object or one for all."""

    def __init__(self, world: WorldClient, faults: dict[str, str | None]) -> None:
        """Watch the holds `faults`: the id of each, and the object that it is about."""
        self._world = world
        self._faults = faults

    @property
    def holding(self) -> int:
        """How many calls wait now."""
        return sum(entry.holding for entry in self._entries())

    def waiting(self) -> dict[str | None, int]:
        """Return how many calls wait now, by the object that they are about (None: where none was named)."""
        return {self._faults[entry.fault.id]: entry.holding for entry in self._entries() if entry.holding}

    @property
    def objects(self) -> tuple[str, ...]:
        """The ids that the struck calls named, read or made: a call that is held is in no journal yet."""
        return tuple(dict.fromkeys(name for entry in self._entries() for name in entry.objects))

    def reached(self, calls: int = 1, *, unless: Callable[[], bool | None], within: float = OPENS_AFTER) -> bool:
        """Wait until that many calls wait; give up when `unless` holds or time is over."""
        deadline = time.monotonic() + within
        looking = idling.Looking("barriers")
        while self.holding < calls:
            if (given_up := unless()) or time.monotonic() > deadline:
                looking.ended(held=bool(given_up))
                return self.holding >= calls
            looking.pause(LOOK_EVERY)
        return looking.ended(held=True)

    def open(self, about: str | None = None) -> None:
        """Let go what waits, and hold no more: all of it, or the calls about one object."""
        for fault, named in self._faults.items():
            if about in (None, named):
                self._world.let_go(fault)

    def let_newest_go(self) -> None:
        """Let one call go on, the one that has waited for the shortest time: what began earlier goes on waiting."""
        for fault in self._faults:
            self._world.let_newest_go(fault)

    def _entries(self) -> list[Struck]:
        return [entry for entry in self._world.faults() if entry.fault.id in self._faults]


@contextmanager
def barrier(
    world: WorldClient, notebook: Notebook, operation: str, objects: tuple[str, ...] = (), **fields: Any
) -> Iterator[Barrier]:
    """Hold the target's calls of `operation` after they were executed: all, or those about each of `objects`.

    `fields` are those of a fault, such as `times`. It is open again at the end of the block, whatever happens inside.
    """
    hold: dict[str, Any] = {"action": "hold", "moment": "after", "seconds": OPENS_AFTER, **fields}
    faults: dict[str, str | None] = {}
    try:
        for about in objects or (None,):
            faults[world.fault(Fault(operation=operation, object=about, **hold))] = about
        yield Barrier(world, faults)
    finally:
        met = sum(entry.hits for entry in world.faults() if entry.fault.id in faults)
        for fault in faults:
            world.heal(fault)
        notebook.add("note", f"barrier in {operation}: held {met} calls, now open")


class Aside(Generic[T]):
    """Something that is done beside the scenario, in a thread of its own."""

    def __init__(self, work: Callable[[], T]) -> None:
        """Begin at once."""
        self._work = work
        self._result: list[T] = []
        self._failed: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def finished(self) -> bool:
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait for its end; False if that takes longer."""
        self._thread.join(seconds)
        return self.finished

    def result(self) -> T:
        """Wait for its end and return what came of it. Raises what it raised."""
        self._thread.join()
        if self._failed is not None:
            raise self._failed
        return self._result[0]

    def _run(self) -> None:
        try:
            self._result.append(self._work())
        except BaseException as failed:  # it is raised again in the scenario's own thread
            self._failed = failed
