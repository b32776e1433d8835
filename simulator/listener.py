"""A listening socket of a provider, its connections and the calls on them. Not: what is said on a connection."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from email.utils import formatdate

from simulator.http_server import KEEP_ALIVE, Answer, Connection, Gone
from simulator.provider import Request, Secure

BACKLOG = 2048
"""Connections that may wait to be taken."""


class Listener:
    """One listening socket and what answers on it; `written` is called after each reply was handed to the wire."""

    def __init__(
        self,
        answer: Callable[[Request, Gone], Answer | Awaitable[Answer]],
        written: Callable[[], None],
        bound: socket.socket,
        keep_alive: float = KEEP_ALIVE,
        secure: Secure | None = None,
    ) -> None:
        self.answer = answer
        self.written = written
        self.keep_alive = keep_alive
        """Seconds of silence after which a connection is closed."""
        self.date = ""
        self.connections: set[Connection] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self._bound = bound
        self._server: asyncio.Server | None = None
        self._secure = secure
        self._begun: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Listen. Over TLS the certificate is made when the first client comes: until then it costs nothing."""
        self.set_date()
        if self._secure is None:
            await self._serve()
            return
        self._bound.setblocking(False)
        self._bound.listen(BACKLOG)
        asyncio.get_running_loop().add_reader(self._bound.fileno(), self._first_client)

    def _first_client(self) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._bound.fileno())
        self._begun = loop.create_task(self._serve())

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        context = None if self._secure is None else self._secure.context
        self._server = await loop.create_server(
            lambda: Connection(self, loop), sock=self._bound, backlog=BACKLOG, ssl=context
        )

    def set_date(self) -> None:
        """Keep the Date header of the replies true."""
        self.date = formatdate(usegmt=True)

    async def close(self) -> None:
        """Stop listening and cut what is open: a client that hangs must not keep us."""
        if self._server is not None:
            self._server.close()
        elif self._secure is not None:
            asyncio.get_running_loop().remove_reader(self._bound.fileno())
            self._bound.close()
        for connection in tuple(self.connections):
            connection.abort()
        await asyncio.sleep(0.01)  # lets each call learn that its client has gone; most end by that
        for task in tuple(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
