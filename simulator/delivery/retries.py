"""Deliveries to be tried again, each due at a time of its world's clock. Not: sending them.

The clock runs with real time unless a scenario moves it, so a timer of the event loop wakes us for the earliest, and
whoever moves the clock wakes us too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from simulator.delivery.shot import Shot
from simulator.provider import RetryReason, Side
from simulator.world import World


class SavedRetry(msgspec.Struct, frozen=True, array_like=True):
    """A delivery that will be tried again, at `due` of the world's clock."""

    due: float
    provider: str
    side: Side
    event: str
    endpoint: str
    attempt: int
    reason: RetryReason = "other_error"
    first_at: float = 0.0


@dataclass(slots=True)
class _Queue:
    waiting: list[tuple[float, Shot]] = field(default_factory=list)
    """World time at which it is due, and what to send then."""
    timer: asyncio.TimerHandle | None = None


class Retries:
    """What is waiting, by world; `send` is called with all that has come due, earliest first."""

    def __init__(self, send: Callable[[World, list[Shot]], None]) -> None:
        self._send = send
        self._queues: dict[str, _Queue] = {}

    def add(self, world: World, due: float, shot: Shot) -> None:
        """Remember `shot` until the world's clock shows `due`."""
        self._queues.setdefault(world.id, _Queue()).waiting.append((due, shot))
        self.wake(world)

    def wake(self, world: World) -> None:
        """Send what has come due, and set the timer for what comes next."""
        queue = self._queues.get(world.id)
        if queue is None:
            return
        now = world.clock.precise()
        queue.waiting.sort(key=lambda waiting: waiting[0])
        due = [shot for moment, shot in queue.waiting if moment <= now]
        queue.waiting = queue.waiting[len(due) :]
        if queue.timer is not None:
            queue.timer.cancel()
            queue.timer = None
        if queue.waiting:
            wait = queue.waiting[0][0] - now
            queue.timer = asyncio.get_running_loop().call_later(wait, self.wake, world)
        if due:
            self._send(world, due)

    def saved(self, world_id: str) -> list[SavedRetry]:
        """Return what waits in a world, the earliest first."""
        queue = self._queues.get(world_id, _Queue())
        return [
            SavedRetry(
                due,
                shot.books.provider,
                shot.books.side,
                shot.event.id,
                shot.endpoint.id,
                shot.attempt,
                shot.reason,
                shot.first_at,
            )
            for due, shot in sorted(queue.waiting, key=lambda waiting: waiting[0])
        ]

    def forget(self, world_id: str) -> None:
        """Drop what waits in a world that is no more."""
        queue = self._queues.pop(world_id, None)
        if queue is not None and queue.timer is not None:
            queue.timer.cancel()
