"""HTTP/1.1 as a server speaks it, straight on the transport: requests in, replies out, in their order. Not: answers.

An ASGI server starts a task for each request and hands messages to and fro; that costs as much as the whole call. Here
a request that can be answered at once is, inside `data_received`; only one that is held becomes a task.
"""

from __future__ import annotations

import asyncio
import http
import re
import sys
import traceback
from collections import deque
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, cast
from urllib.parse import unquote

import httptools

from simulator.exchange import Dropped
from simulator.provider import Reply, Request

if TYPE_CHECKING:
    from simulator.listener import Listener

KEEP_ALIVE = 75.0
"""Seconds: longer than an SDK keeps a connection, so that a request never meets a connection we are closing."""

MOST_HEAD, MOST_BODY = 1 << 16, 1 << 26
"""Bytes of one request; beyond them it is refused."""

LINGER = 2.0
"""Seconds for which a client that was refused may go on sending: one that is cut off meanwhile may never read why."""

MOST_WAITING = 16
"""Requests of one connection that are read ahead while an earlier one is not answered yet."""

Answer: TypeAlias = "Reply | Dropped"
Gone: TypeAlias = "Callable[[], Awaitable[None]]"
"""Waits until the client has left."""

ANSWERS = (Reply, Dropped)

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_PHRASES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}" for status in http.HTTPStatus}
_NAMES: dict[bytes, str] = {}
"""Names of headers as they are looked up, by how they were written; there are few."""


class Connection(asyncio.Protocol):
    """One connection of a client. It is also the parser's listener."""

    def __init__(self, listener: Listener, loop: asyncio.AbstractEventLoop) -> None:
        self._listener = listener
        self._loop = loop
        self._parser = _parser(self)
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[tuple[Request, bool]] = deque()
        """Requests that have arrived whole, each with whether the connection is kept after it."""
        self._busy = False
        self._write_paused = False
        self._read_paused = False
        self._ended = False
        """The last request has arrived: whatever follows is not read."""
        self._refusal: tuple[int, str] | None = None
        """How to answer what is no request, when its turn comes."""
        self._go_on = False
        """The client waits for a word before it sends the body."""
        self._left: asyncio.Future[None] | None = None
        self._idle_since = loop.time()
        self._timer = loop.call_later(listener.keep_alive, self._close_if_idle)
        self._begin()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but its bases
        self._listener.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it was lost, it is gone
        self._listener.connections.discard(self)
        self._transport = None
        del self._parser  # it holds us as we hold it, and no search for garbage would come by for long
        self._timer.cancel()
        self._waiting.clear()
        if self._left is not None and not self._left.done():
            self._left.set_result(None)

    def pause_writing(self) -> None:
        self._write_paused = True

    def resume_writing(self) -> None:
        self._write_paused = False
        self._serve()

    def data_received(self, data: bytes) -> None:
        self._idle_since, size = self._loop.time(), len(data)
        while data and not self._ended:
            try:
                self._parser.feed_data(data)
                break
            except httptools.HttpParserUpgrade as offer:
                # To speak another protocol is only offered: this one goes on, as if nothing had been said of it.
                data = (self._without_offer() if self._has_body() else b"") + data[offer.args[0] :]
            except httptools.HttpParserError:
                if self._refusal is None:
                    self._refusal = (400, "Invalid HTTP request received.")
                self._ended = True
        if not self._in_body:
            self._count_unfinished_head(size)
        self._serve()

    # the parser's listener

    def on_message_begin(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}
        self._head = 0
        self._unfinished = -1
        """Bytes that arrived of this head after those with which it began; -1 while these are still read."""
        self._in_body = False
        self._body: list[bytes] = []
        self._size = 0

    def on_url(self, url: bytes) -> None:
        self._url += url
        self._head += len(url)
        if self._head > MOST_HEAD:
            raise self._refuse(431)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_body:
            return  # a trailer
        head = self._head = self._head + len(name) + len(value)
        if head > MOST_HEAD:
            raise self._refuse(431)
        try:
            known = _NAMES[name]
        except KeyError:
            known = name.decode("latin-1").lower()
            if len(_NAMES) < 1000:
                _NAMES[name] = known
        self._headers[known] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._in_body = True
        if "expect" in self._headers and self._headers["expect"].lower() == "100-continue":
            self._go_on = self._parser.get_http_version() == "1.1"

    def on_body(self, body: bytes) -> None:
        self._body.append(body)
        self._size += len(body)
        if self._size > MOST_BODY:
            raise self._refuse(413)

    def on_message_complete(self) -> None:
        parser = self._parser
        method = parser.get_method()
        tunnel = method == b"CONNECT"  # what follows it is not for us, and no offer that could be left out
        if self._ended or (parser.should_upgrade() and self._has_body() and not tunnel):
            return
        keep = parser.should_keep_alive() and parser.get_http_version() != "1.0" and not tunnel
        self._ended, self._go_on = not keep, False
        if self._url.startswith(b"/") and b"#" not in self._url:
            raw, _, query = self._url.partition(b"?")
        else:
            parts = httptools.parse_url(self._url)
            raw, query = parts.path or b"/", parts.query or b""
        path = raw.decode("ascii")
        if "%" in path:
            path = unquote(path)
        body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        self._waiting.append(
            (Request(method.decode("ascii"), path, query.decode("latin-1"), self._headers, body), keep)
        )
        self._url = b""

    def _has_body(self) -> bool:
        return "content-length" in self._headers or "transfer-encoding" in self._headers

    def _without_offer(self) -> bytes:
        """Return the head just read without its offer, to be read anew: the parser leaves out the body of one with."""
        parser = self._parser
        line = f"{parser.get_method().decode()} {self._url.decode('latin-1')} HTTP/{parser.get_http_version()}"
        tokens = [token.strip() for token in self._headers.get("connection", "").split(",")]
        kept = {**self._headers, "connection": ", ".join(token for token in tokens if token.lower() != "upgrade")}
        kept.pop("upgrade", None)
        self._parser = _parser(self)
        return "\r\n".join([line, *(f"{name}: {value}" for name, value in kept.items()), "", ""]).encode("latin-1")

    def _count_unfinished_head(self, size: int) -> None:
        """Refuse a head that goes on and on: the parser keeps a header to itself until it has ended."""
        if self._unfinished < 0:
            self._unfinished = 0
            return
        self._unfinished += size
        if self._unfinished > MOST_HEAD and not self._ended:
            self._refuse(431)

    def _refuse(self, status: int) -> ValueError:
        """Read no further. Returns what is raised for the parser to stop."""
        self._refusal, self._ended = (status, http.HTTPStatus(status).phrase), True
        return ValueError(status)

    # Serving.

    def _serve(self) -> None:
        """Answer what has arrived, one request after the other; stop where one is held or the client reads slowly."""
        waiting = self._waiting
        while waiting and not self._busy and not self._write_paused and self._transport is not None:
            request, keep = waiting.popleft()
            met = self._listener.answer(request, self._gone)
            if isinstance(met, ANSWERS):
                self._end(request, met, keep)
            else:
                self._busy = True
                task = self._loop.create_task(self._later(request, met, keep))
                self._listener.tasks.add(task)
                task.add_done_callback(self._listener.tasks.discard)
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if not self._busy and not waiting:
            if self._refusal is not None:
                self._write_refusal(*self._refusal)
                return
            if self._go_on:
                self._go_on = False
                transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        too_many = len(waiting) >= MOST_WAITING or (self._write_paused and not self._busy)
        if too_many != self._read_paused:
            self._read_paused = too_many
            (transport.pause_reading if too_many else transport.resume_reading)()

    async def _later(self, request: Request, met: Awaitable[Answer], keep: bool) -> None:
        answer = await met
        self._busy = False
        self._end(request, answer, keep)
        self._serve()

    def _end(self, request: Request, met: Answer, keep: bool) -> None:
        """Write the reply, or close without one; what the call has announced leaves after it."""
        self._idle_since = self._loop.time()
        transport = self._transport
        if transport is not None:
            if isinstance(met, Dropped):
                self._ended = True
                self._waiting.clear()
                transport.abort()
            else:
                transport.write(self._written(request, met, keep))
                if not keep:
                    transport.close()
        self._listener.written()

    def _written(self, request: Request, reply: Reply, keep: bool) -> bytes:
        names, values = tuple(zip(*reply.headers, strict=True)) or ((), ())
        told = "".join(values)
        try:
            if not told.isprintable():
                _refuse_control(told)
            head = _layout(names) % values
            line = _PHRASES.get(reply.status) or f"HTTP/1.1 {reply.status} "
            end = "\r\n" if keep else "connection: close\r\n\r\n"
            size = len(reply.body)
            whole = f"{line}\r\ndate: {self._listener.date}\r\n{head}content-length: {size}\r\n{end}".encode("latin-1")
        except ValueError:
            traceback.print_exc(file=sys.stderr)
            return self._written(request, Reply(500, b"Internal Server Error", _PLAIN), keep)
        return whole if request.method == "HEAD" else whole + reply.body

    def _write_refusal(self, status: int, sentence: str) -> None:
        transport = self._transport
        if transport is None:
            return
        self._refusal, self._go_on = None, False
        reply = Reply(status, sentence.encode(), _PLAIN)
        transport.write(self._written(Request("", "", "", {}, b""), reply, keep=False))
        transport.write_eof()
        if self._read_paused:
            self._read_paused = False
            transport.resume_reading()
        self._timer.cancel()
        self._timer = self._loop.call_later(LINGER, self.abort)

    async def _gone(self) -> None:
        if self._transport is not None:
            self._left = self._loop.create_future()
            await self._left

    def _close_if_idle(self) -> None:
        """Close when nothing was said for long, in the middle of a request too; one timer serves the whole life."""
        left = self._idle_since + self._listener.keep_alive - self._loop.time()
        in_use = self._busy or self._waiting or self._write_paused
        if left <= 0 and not in_use and self._transport is not None:
            self._transport.close()
        else:
            self._timer = self._loop.call_later(max(left, 1.0), self._close_if_idle)

    def abort(self) -> None:
        """Close without ado."""
        if self._transport is not None:
            self._transport.abort()


_PLAIN = (("Content-Type", "text/plain; charset=utf-8"),)


def _parser(listener: Connection) -> httptools.HttpRequestParser:
    made = httptools.HttpRequestParser(listener)
    made.set_dangerous_leniencies(lenient_data_after_close=True)  # it is passed over, which is ours to do
    return made


@lru_cache(maxsize=256)
def _layout(names: tuple[str, ...]) -> str:
    """Return the lines of headers of these names, open where the values go: most replies have the same names."""
    return "".join([f"{name.lower().replace('%', '%%')}: %s\r\n" for name in names])


def _refuse_control(told: str) -> None:
    """Raise ValueError for a character by which a value would end its header."""
    if _CONTROL.search(told):
        raise ValueError("a header's value has a control character")
