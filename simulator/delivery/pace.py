"""The pace of a schedule: which volley begins when, by the clock or in its turn. Not: sending one.

A volley is begun shortly before it is due, not with the schedule: thousands of tasks made at the start would make the
first ones late, and each of them waits for nothing but its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from simulator.clock import instant
from simulator.delivery.alarm import nearly
from simulator.delivery.record import DeliveryRecord
from simulator.delivery.shot import Shot
from simulator.delivery.volley import LEAD

Send = Callable[[Sequence[Shot], float], Awaitable[list[DeliveryRecord]]]
"""Sends a volley at an `instant()`."""


class Pace:
    """One schedule on its way. A volley in its turn begins when all before it have ended, whatever its time says."""

    def __init__(self, volleys: Sequence[Sequence[Shot]], send: Send) -> None:
        self._volleys = volleys
        self._send = send
        self._start = instant()
        self._records: dict[int, list[DeliveryRecord]] = {}
        self._begun: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._first_open = 0
        """Of the volleys that have not ended, the first."""
        self._all_ended = asyncio.get_running_loop().create_future()

    async def keep(self) -> list[DeliveryRecord]:
        """Send all volleys, and return their records in the order of the schedule when the last has ended."""
        if not self._volleys:
            return []
        by_clock = [nth for nth, volley in enumerate(self._volleys) if nth == 0 or not volley[0].delivery.in_turn]
        by_clock.sort(key=self._due)
        self._start = instant()
        if self._due(by_clock[-1]) > self._start + LEAD:
            self._start += LEAD  # what goes on for longer can wait until its first connections are open
        for nth in by_clock:
            await nearly(self._due(nth) - LEAD)
            self._begin(nth, self._due(nth))
        await self._all_ended
        return [record for nth in range(len(self._volleys)) for record in self._records[nth]]

    def _due(self, nth: int) -> float:
        return self._start + self._volleys[nth][0].delivery.at / 1000

    def _begin(self, nth: int, due: float) -> None:
        self._begun.add(nth)
        task = asyncio.create_task(self._run(nth, due))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def _run(self, nth: int, due: float) -> None:
        self._records[nth] = await self._send(self._volleys[nth], due)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._all_ended.done():
            return
        if task.cancelled():
            self._all_ended.cancel()
            return
        broken = task.exception()
        if broken is not None:
            self._all_ended.set_exception(broken)
            return
        while self._first_open in self._records:
            self._first_open += 1
        if self._first_open == len(self._volleys):
            self._all_ended.set_result(None)
        elif self._first_open not in self._begun and self._volleys[self._first_open][0].delivery.in_turn:
            self._begin(self._first_open, max(self._due(self._first_open), instant()))
