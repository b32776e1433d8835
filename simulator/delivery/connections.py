"""Connections to targets: opened beforehand, kept alive for a moment, reused while fresh. Not: what is said on them."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict, deque

from simulator.clock import instant
from simulator.delivery.address import Address
from simulator.delivery.http_client import Connection

IDLE_AT_MOST = 0.25
"""Seconds; then we close it. Servers close idle connections after two to five, and a request must never race such a
closing: to send it again unasked could be a second delivery that no schedule has planned. And a target that serves
one connection at a time would serve nobody else while we sit on an idle one."""

CONNECT_WITHIN = 5.0


class Unreachable(Exception):  # noqa: N818 - an answer, kept in the record
    """No connection came about; the message is the record's `error`."""


class Connections:
    """The connections of one engine, by origin."""

    def __init__(self) -> None:
        self._idle: defaultdict[tuple[bool, str, int], deque[Connection]] = defaultdict(deque)
        """The youngest last: it is taken first, so that the others may grow old."""
        self._timer: asyncio.TimerHandle | None = None

    def idle(self, address: Address) -> Connection | None:
        """Return a connection that is open already, for one request; the youngest, and None if there is none."""
        idle = self._idle[address.origin]
        while idle:
            connection = idle.pop()
            if connection.open and connection.reusable:
                return connection
        return None

    async def open(self, address: Address) -> Connection:
        """Return a new connection for one request. Raises Unreachable."""
        return await _open(address)

    def give_back(self, address: Address, connection: Connection) -> None:
        """Keep the connection for the next request, if its answer ended so that there can be one."""
        if connection.open and connection.reusable:
            self._idle[address.origin].append(connection)
            if self._timer is None:
                self._timer = asyncio.get_running_loop().call_later(IDLE_AT_MOST, self._retire)
        else:
            connection.close()

    def _retire(self) -> None:
        """Close what has lain idle for long; the rest is looked at when the oldest of it will have."""
        now = instant()
        oldest = now + IDLE_AT_MOST
        for idle in self._idle.values():
            while idle and now - idle[0].idle_since >= IDLE_AT_MOST * 0.9:
                idle.popleft().close()
            if idle:
                oldest = min(oldest, idle[0].idle_since)
        waits = any(self._idle.values())
        wait = oldest + IDLE_AT_MOST - now
        self._timer = asyncio.get_running_loop().call_later(wait, self._retire) if waits else None

    def close(self) -> None:
        """Close whatever is idle."""
        if self._timer is not None:
            self._timer.cancel()
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()


async def _open(address: Address) -> Connection:
    tls = _tls(address)
    try:
        async with asyncio.timeout(CONNECT_WITHIN):
            _, connection = await asyncio.get_running_loop().create_connection(
                Connection, address.host, address.port, ssl=tls, server_hostname=address.host if tls else None
            )
    except TimeoutError:
        raise Unreachable("timed out") from None
    except ssl.SSLError as broken:
        raise Unreachable(f"TLS failed: {broken.reason or broken}") from None
    except ConnectionResetError:
        raise Unreachable("connection closed") from None
    except OSError:
        raise Unreachable("connection refused") from None
    return connection


def _tls(address: Address) -> ssl.SSLContext | None:
    """Return how to speak TLS. On loopback a certificate proves nothing, and is usually self-signed."""
    if not address.tls:
        return None
    context = ssl.create_default_context()
    if address.loopback:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
