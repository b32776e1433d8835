"""A barrier: calls of the target that the simulator keeps waiting until they are let go. Not: what is done meanwhile.

Held *after* its commit a call has its answer already, so that what happens meanwhile makes the answer stale; a creation
that is held has made its object, and news of it can arrive before the reply does. A barrier opens by itself after a
while: a target that serves one request at a time would wait for ever.
"""

from __future__ import annotations

from simulator.client import Struck, WorldClient

OPENS_AFTER = 8.0
"""Seconds of real time after which a held call goes on by itself."""


class Barrier:
    """One hold that is set in a world."""

    def __init__(self, world: WorldClient, fault: str) -> None:
        """Watch the hold of that id."""
        self._world = world
        self._fault = fault
        self.passed = 0
        """How often something was done while a call was held: the reach."""

    @property
    def holding(self) -> bool:
        """Whether a call is waiting now."""
        return self._struck().holding > 0

    @property
    def objects(self) -> tuple[str, ...]:
        """Ids that the held calls named, read or made."""
        return self._struck().objects

    def note(self) -> None:
        """Count what was just done as reach, if a call is still held: then it was done inside that call."""
        self.passed += self.holding

    def let_go(self) -> None:
        """Let the held calls go on, and hold no more."""
        self._world.let_go(self._fault)

    def _struck(self) -> Struck:
        return next(struck for struck in self._world.faults() if struck.fault.id == self._fault)
