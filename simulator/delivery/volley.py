"""A volley: shots released in one instant, on connections opened beforehand. Not: what led to them, or to retries."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from simulator.clock import instant
from simulator.delivery.alarm import Alarm, nearly
from simulator.delivery.connections import Connections, Unreachable
from simulator.delivery.http_client import Connection, Exchange, OnAck, request_bytes
from simulator.delivery.ledger import Ledger
from simulator.delivery.record import DeliveryRecord
from simulator.delivery.shot import Shot, make, record
from simulator.provider import Signed

LEAD = 0.02
"""Seconds before a volley is due at which its connections are opened: enough on loopback, and short enough that a
target which serves one connection at a time is not kept from others."""


async def fire(
    shots: Sequence[Shot],
    connections: Connections,
    ledger: Ledger,
    *,
    due: float,
    alarm: Alarm,
    timeout: float,  # noqa: ASYNC109 - it bounds each exchange, not this call
    on_ack: OnAck | None = None,
) -> list[DeliveryRecord]:
    """Send all shots at `due` (an `instant()`), and return their records when each was answered or timed out."""
    await nearly(due - LEAD)
    reached: list[Connection | str | None] = [connections.idle(shot.address) for shot in shots]
    missing = [nth for nth, connection in enumerate(reached) if connection is None]
    if missing:
        opened = await asyncio.gather(*(_connect(connections, shots[nth]) for nth in missing))
        for nth, connection in zip(missing, opened, strict=True):
            reached[nth] = connection
    await alarm.until(due)
    return await _Volley(shots, connections, ledger, due).release(reached, timeout, on_ack)


async def _connect(connections: Connections, shot: Shot) -> Connection | str:
    try:
        return await connections.open(shot.address)
    except Unreachable as reason:
        return str(reason)


class _Volley:
    """The shots on their way: one timer and one future for all of them, and a record of each as it ends."""

    def __init__(self, shots: Sequence[Shot], connections: Connections, ledger: Ledger, due: float) -> None:
        self._shots = shots
        self._connections = connections
        self._ledger = ledger
        self._due = due
        self._signed: list[Signed] = []
        self._exchanges: dict[int, tuple[Connection, Exchange]] = {}
        """What is under way, by the place of its shot."""
        self._records: dict[int, DeliveryRecord] = {}
        self._all_ended = asyncio.get_running_loop().create_future()

    async def release(
        self,
        reached: Sequence[Connection | str | None],
        timeout: float,  # noqa: ASYNC109 - it becomes a word in the records
        on_ack: OnAck | None,
    ) -> list[DeliveryRecord]:
        """Send them; `reached` is the connection of each, or why there is none."""
        # Everything is rendered and signed before the first byte leaves; then all requests are written in one breath.
        at = int(time.time())
        rendered: dict[tuple[str, str], bytes] = {}
        requests = []
        for shot in self._shots:
            ready = make(shot, at, rendered)
            self._signed.append(ready)
            chunked = shot.delivery.form == "chunked"
            requests.append(request_bytes(shot.address, ready.headers, ready.body, chunked=chunked))
        for nth, (connection, request) in enumerate(zip(reached, requests, strict=True)):
            if isinstance(connection, Connection):
                exchange = connection.post(request, on_ack)
                self._exchanges[nth] = (connection, exchange)
                exchange.done.add_done_callback(partial(self._ended, nth))
            else:
                unsent = record(self._shots[nth], self._signed[nth], None, due=self._due)
                self._keep(nth, replace(unsent, error=connection, done_at=instant()))
                _remember(self._shots[nth], accepted=False)
        timer = asyncio.get_running_loop().call_later(timeout, self._time_out)
        try:
            if self._exchanges:
                await self._all_ended
        finally:
            timer.cancel()
            self._exchanges.clear()  # of what is cancelled nothing is recorded
        return [self._records[nth] for nth in range(len(self._shots))]

    def _ended(self, nth: int, _done: asyncio.Future[None]) -> None:
        if nth not in self._exchanges:
            return
        connection, exchange = self._exchanges.pop(nth)
        try:
            shot = self._shots[nth]
            self._connections.give_back(shot.address, connection)
            ended = self._keep(nth, record(shot, self._signed[nth], exchange, due=self._due))
            _remember(shot, accepted=ended.accepted)
        except Exception as broken:
            self._all_ended.set_exception(broken)
            self._exchanges.clear()
            return
        if not self._exchanges and not self._all_ended.done():
            self._all_ended.set_result(None)

    def _keep(self, nth: int, ended: DeliveryRecord) -> DeliveryRecord:
        self._records[nth] = self._ledger.keep(ended)
        return self._records[nth]

    def _time_out(self) -> None:
        for _, exchange in tuple(self._exchanges.values()):
            exchange.end("timed out")


def _remember(shot: Shot, *, accepted: bool) -> None:
    """Write down who took a genuine event, and who was asked and did not."""
    if shot.delivery.forgery is None:
        books, event = shot.books, shot.event.id
        told = books.acknowledged if accepted else books.refused
        told[event] = told.get(event, frozenset()) | {shot.endpoint.id}
