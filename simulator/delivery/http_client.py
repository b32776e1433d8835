"""An HTTP/1.1 client that knows when each thing happened: written whole, first byte back, done. Not: pools, signing.

General clients hide these instants behind streams and tasks. Here they are taken in the protocol's own callbacks, on
the event loop's thread, so that two requests that "overlapped" really did, and a kill at the first byte of an answer
happens before anything else can.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

import httptools

from simulator.clock import instant
from simulator.delivery.address import Address
from simulator.delivery.record import ANSWER_EXCERPT

_STATUS_PLACE = slice(9, 10)
"""Where the first digit of the status stands in `HTTP/1.1 200 OK`."""


@dataclass(slots=True)
class Exchange:
    """One request and its answer as they happen; `done` is set when nothing more will come."""

    done: asyncio.Future[None]
    started_at: float | None = None
    sent_at: float | None = None
    answered_at: float | None = None
    done_at: float | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    error: str | None = None
    at_ack: bool = False
    """`on_ack` said that something happened at the first byte of this answer."""

    def end(self, error: str | None = None) -> None:
        """Close the books on it; only the first end counts."""
        if not self.done.done():
            self.error = error
            self.done_at = instant()
            self.done.set_result(None)


OnAck = Callable[[], bool]
"""Called inside `data_received` at the first byte of an answer with 2xx; says whether it did something."""


class Connection(asyncio.Protocol):
    """One connection to a target, for one request at a time. It is also the parser's listener."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._exchange: Exchange | None = None
        self._on_ack: OnAck | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._until_closed = False
        self.reusable = True
        self.idle_since = instant()

    @property
    def open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def post(self, request: bytes, on_ack: OnAck | None = None) -> Exchange:
        """Write a whole request and return at once; what happens then is told in the Exchange."""
        exchange = Exchange(asyncio.get_running_loop().create_future(), started_at=instant())
        if self._transport is None or self._transport.is_closing():
            exchange.end("connection closed")
            return exchange
        self._exchange, self._on_ack = exchange, on_ack
        self._parser = httptools.HttpResponseParser(self)
        self._until_closed = False
        self.reusable = False
        self._transport.write(request)
        if self._transport.get_write_buffer_size() == 0:
            self._sent()
        return exchange

    def close(self) -> None:
        """Close without ado, in the middle of an answer too."""
        if self._transport is not None:
            self._transport.abort()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but its bases
        self._transport.set_write_buffer_limits(high=0)  # so that resume_writing tells when the last byte has gone

    def resume_writing(self) -> None:
        self._sent()

    def data_received(self, data: bytes) -> None:
        exchange = self._exchange
        if exchange is None or exchange.done.done():
            self.close()  # nobody asked: not a peer to speak with again
            return
        if exchange.answered_at is None:
            exchange.answered_at = instant()
            self._sent()
            if self._on_ack is not None and data[_STATUS_PLACE] == b"2":
                exchange.at_ack = self._on_ack()
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            exchange.end("broken answer")
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it was lost, it is gone
        self.reusable = False
        del self._parser  # it holds us as we hold it, and no search for garbage would come by for long
        exchange = self._exchange
        if exchange is not None:
            exchange.end(None if self._until_closed else "connection closed")

    # the parser's listener

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._exchange is not None:
            self._exchange.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        if self._exchange is None:
            return
        self._exchange.status = self._parser.get_status_code()
        headers = self._exchange.headers
        self._until_closed = "content-length" not in headers and "transfer-encoding" not in headers

    def on_body(self, body: bytes) -> None:
        if self._exchange is not None:
            self._exchange.body += body[: max(0, ANSWER_EXCERPT - len(self._exchange.body))]

    def on_message_complete(self) -> None:
        exchange = self._exchange
        if exchange is None or exchange.status is None or exchange.status < 200:
            return  # an interim answer (103) is none
        self.reusable = self._parser.should_keep_alive()
        self.idle_since = instant()
        exchange.end()
        self._exchange = None
        if not self.reusable:
            self.close()

    def _sent(self) -> None:
        if self._exchange is not None and self._exchange.sent_at is None:
            self._exchange.sent_at = instant()


def request_bytes(address: Address, headers: Sequence[tuple[str, str]], body: bytes, *, chunked: bool = False) -> bytes:
    """Write a POST as it goes over the wire; chunked, the body is cut into three. A forgery may name another host."""
    named = any(name.lower() == "host" for name, _ in headers)
    lines = [f"POST {address.target} HTTP/1.1", *([] if named else [f"Host: {address.host_header}"])]
    lines += [f"{name}: {value}" for name, value in headers]
    lines.append("Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}")
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    return head + (_chunks(body) if chunked else body)


def _chunks(body: bytes) -> bytes:
    size = max(1, -(-len(body) // 3))
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
