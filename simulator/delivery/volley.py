"""A volley: shots released in one instant, on connections opened beforehand. Not: what led to them, or to retries."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from msgspec.structs import replace

from simulator.clock import instant
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
    timeout: float,  # noqa: ASYNC109 - it bounds each exchange, not this call
    on_ack: OnAck | None = None,
) -> list[DeliveryRecord]:
    """Send all shots at `due` (an `instant()`), and return their records when each was answered or timed out."""
    await until(due - LEAD)
    reached = await asyncio.gather(*(_connect(connections, shot) for shot in shots))
    await until(due)
    # Everything is rendered and signed before the first byte leaves; then all requests are written in one breath.
    at = int(time.time())
    signed = [make(shot, at) for shot in shots]
    requests = [
        request_bytes(shot.address, ready.headers, ready.body, chunked=shot.delivery.form == "chunked")
        for shot, ready in zip(shots, signed, strict=True)
    ]
    exchanges = [
        connection.post(request, on_ack) if isinstance(connection, Connection) else connection
        for connection, request in zip(reached, requests, strict=True)
    ]
    return await asyncio.gather(
        *(
            _finish(shot, ready, connections, connection, exchange, ledger, due, timeout)
            for shot, ready, connection, exchange in zip(shots, signed, reached, exchanges, strict=True)
        )
    )


async def until(moment: float) -> None:
    """Sleep until `moment`, an `instant()`; one that has passed costs nothing."""
    left = moment - instant()
    if left > 0:
        await asyncio.sleep(left)


async def _connect(connections: Connections, shot: Shot) -> Connection | str:
    try:
        return await connections.take(shot.address)
    except Unreachable as reason:
        return str(reason)


async def _finish(
    shot: Shot,
    signed: Signed,
    connections: Connections,
    connection: Connection | str,
    exchange: Exchange | str,
    ledger: Ledger,
    due: float,
    timeout: float,  # noqa: ASYNC109 - it bounds the exchange and becomes a word in its record
) -> DeliveryRecord:
    if isinstance(connection, str) or isinstance(exchange, str):
        unsent = record(shot, signed, None, due=due)
        return ledger.keep(replace(unsent, error=str(connection), done_at=instant()))
    await asyncio.wait({exchange.done}, timeout=timeout)
    exchange.end("timed out")
    connections.give_back(shot.address, connection)
    ended = ledger.keep(record(shot, signed, exchange, due=due))
    if ended.accepted and shot.delivery.forgery is None:
        shot.books.acknowledged.setdefault(shot.event.id, set()).add(shot.endpoint.id)
    return ended
