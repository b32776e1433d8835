"""What the engine keeps of one world: the records, and the automatic deliveries that are under way. Not: sending."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from simulator.clock import instant
from simulator.delivery.record import DeliveryRecord


@dataclass(slots=True)
class Ledger:
    """The deliveries of one world, numbered as they end."""

    records: list[DeliveryRecord] = field(default_factory=list)
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)

    def keep(self, record: DeliveryRecord) -> DeliveryRecord:
        """Number a record and keep it, in one step: whoever asks for what came after a number misses nothing."""
        numbered = replace(record, seq=len(self.records) + 1)
        self.records.append(numbered)
        return numbered

    def start(self, sending: Coroutine[Any, Any, Any]) -> None:
        """Let an automatic delivery run by itself."""
        self.adopt(asyncio.create_task(sending))

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """Count a running delivery among those under way, until it ends."""
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def quiet(self, timeout: float) -> bool:  # noqa: ASYNC109 - running out is an answer, not an error
        """Wait until nothing is under way; False if that takes longer than `timeout` seconds."""
        end = instant() + timeout
        while self.under_way:
            if instant() >= end:
                return False
            await asyncio.wait(set(self.under_way), timeout=end - instant())
        return True

    def stop(self) -> None:
        """Cancel what is under way."""
        for task in self.under_way:
            task.cancel()
