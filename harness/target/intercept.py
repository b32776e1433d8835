"""Somebody who stands between the target and its provider: honest, with a wrong certificate, or sending it elsewhere.

Not: judging what was sent to him. A listener on loopback, a thread for each connection. Honest, it passes bytes on to
the simulator. Otherwise it completes the handshake, if the other side does, and takes what is then sent; of a request
it keeps method, path and whether there were credentials, never the credentials themselves.
"""

from __future__ import annotations

import re
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from harness.observation import Intercepted
from harness.target.authority import ELSEWHERE, LOOPBACK, Authority, Pair
from harness.windows import tls

Wrong = Literal["untrusted-authority", "another-name", "expired", "old-versions"]

WITHIN = 5.0
"""Seconds of real time that a client may let us wait for its next bytes."""
CHUNK = 65_536
LARGEST = 1_000_000
CREDENTIALS = re.compile(rb"^authorization:", re.IGNORECASE | re.MULTILINE)
LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class Seen:
    """What one manner has seen so far."""

    connections: int = 0
    requests: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    with_authorization: int = 0
    with_body: int = 0

    def observed(self) -> Intercepted:
        return Intercepted(
            connections=self.connections,
            requests=tuple(self.requests),
            refusals=tuple(self.refusals),
            with_authorization=self.with_authorization,
            with_body=self.with_body,
        )


@dataclass(slots=True)
class Manner:
    """How connections are met: with which TLS, and what is done with what comes through it."""

    context: ssl.SSLContext
    upstream: tuple[str, int] | None = None
    """Where bytes are passed on to; None: they are taken."""
    answer: bytes = b""
    """Status line and headers; `%s` is the path that was asked for. Empty: the connection is closed."""
    seen: Seen = field(default_factory=Seen)


class Listener:
    """A port on loopback that meets connections in its manner of the moment."""

    def __init__(self, manner: Manner) -> None:
        """Listen from now on, under every name that loopback has."""
        self._manner = manner
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        first = socket.create_server(("127.0.0.1", 0))
        self.port: int = first.getsockname()[1]
        self._servers = [first]
        with suppress(OSError):  # a machine without IPv6 has one name less
            self._servers.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for server in self._servers:
            threading.Thread(target=self._accept, args=(server,), daemon=True).start()

    def close(self) -> None:
        for server in self._servers:
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
        self._hang_up()

    @contextmanager
    def meeting(self, manner: Manner) -> Iterator[Seen]:
        """Meet connections in another manner for a while; those that were open before and after are closed."""
        before, self._manner = self._manner, manner
        self._hang_up()
        try:
            yield manner.seen
        finally:
            self._manner = before
            self._hang_up()

    def _hang_up(self) -> None:
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._open.clear()

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                raw, _ = server.accept()
            except OSError:  # closed
                return
            with self._lock:
                self._open.add(raw)
            threading.Thread(target=self._meet, args=(raw, self._manner), daemon=True).start()

    def _meet(self, raw: socket.socket, manner: Manner) -> None:
        manner.seen.connections += 1
        raw.settimeout(WITHIN)
        inside: ssl.SSLSocket | None = None
        try:
            inside = manner.context.wrap_socket(raw, server_side=True)
            with self._lock:
                self._open.discard(raw)
                self._open.add(inside)
            if manner.upstream is not None:
                pass_on(inside, manner.upstream)
            else:
                _take(inside, manner)
        except OSError as broken:
            if inside is None:
                manner.seen.refusals.append(str(getattr(broken, "reason", None) or type(broken).__name__))
        finally:
            with self._lock:
                self._open -= {raw, inside or raw}
            (inside or raw).close()


def pass_on(inside: socket.socket, upstream: tuple[str, int], first: bytes = b"") -> None:
    """Pass bytes on in both directions, `first` before all, until one side has closed."""
    with socket.create_connection(upstream, timeout=WITHIN) as onward:
        inside.settimeout(None)
        onward.settimeout(None)
        if first:
            onward.sendall(first)
        while True:
            pending = isinstance(inside, ssl.SSLSocket) and inside.pending()
            ready = [inside] if pending else select.select([inside, onward], [], [])[0]
            for end, other in ((inside, onward), (onward, inside)):
                if end not in ready:
                    continue
                data = end.recv(CHUNK)
                if not data:
                    return
                other.sendall(data)


def _take(inside: ssl.SSLSocket, manner: Manner) -> None:
    """Take one request, note what sort it was, and answer in the manner's words or hang up."""
    head, body = _request(inside)
    if not head:
        return
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    path = words[1] if len(words) > 1 else "/"
    manner.seen.with_authorization += CREDENTIALS.search(head) is not None
    manner.seen.with_body += bool(body)
    manner.seen.requests.append(f"{words[0]} {path.partition('?')[0]}"[:200])
    if manner.answer:
        inside.sendall(manner.answer.replace(b"%s", path.encode("latin-1")))
        with suppress(OSError, ValueError):  # ValueError: the other end has closed it already
            inside.unwrap()


def _request(inside: ssl.SSLSocket) -> tuple[bytes, bytes]:
    """Return head and body of a request; what was sent of it, where it does not come whole."""
    told = b""
    with suppress(TimeoutError):
        while len(told) < LARGEST:
            head, end, body = told.partition(b"\r\n\r\n")
            length = LENGTH.search(head)
            if end and len(body) >= (int(length.group(1)) if length else 0):
                break
            data = inside.recv(CHUNK)
            if not data:
                break
            told += data
    head, _, body = told.partition(b"\r\n\r\n")
    return head, body


class Interception:
    """The provider over TLS, as a target of this run reaches it; a scenario lets something be wrong with it."""

    def __init__(
        self, authority: Authority, folder: Path, upstream: tuple[str, int], names: tuple[str, ...] = ()
    ) -> None:
        """Serve what listens at `upstream`, by certificates of the run's authority; wrong ones are made at once.

        `names` are hosts by which the target may call it, beside those of loopback.
        """
        right = authority.pair("provider", (*LOOPBACK, *names))
        self._right = right
        self._wrong: dict[Wrong, Pair] = {
            "untrusted-authority": Authority(folder / "stranger", "An authority of nobody").pair(
                "provider", (*LOOPBACK, *names)
            ),
            "another-name": authority.pair("another-name", ELSEWHERE),
            "expired": authority.pair("expired", (*LOOPBACK, *names), expired=True),
            "old-versions": right,
        }
        self._door = Listener(Manner(_serving(right), upstream=upstream))
        self._canary = Listener(Manner(_serving(authority.pair("canary", LOOPBACK)), answer=NOTHING_HERE))
        self._elsewhere = _serving(authority.pair("elsewhere"))
        self.url = f"https://127.0.0.1:{self._door.port}"

    def close(self) -> None:
        self._door.close()
        self._canary.close()

    @contextmanager
    def wrong(self, what: Wrong) -> Iterator[Seen]:
        """Meet the target with TLS that it must refuse."""
        context = _serving(self._wrong[what])
        if what == "old-versions":
            context = tls.limited(context, ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
        with self._door.meeting(Manner(context)) as seen:
            yield seen

    @contextmanager
    def redirecting(self, status: int) -> Iterator[tuple[Seen, Seen]]:
        """Send the target on to a host of another name; yields what was seen here, and what arrives there."""
        there = f"https://localhost:{self._canary.port}%s"
        answer = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {there}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        canary = Manner(self._elsewhere, answer=NOTHING_HERE)
        with (
            self._canary.meeting(canary) as arrived,
            self._door.meeting(Manner(_serving(self._right), answer=answer.encode())) as seen,
        ):
            yield seen, arrived


NOTHING_HERE = (
    b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
)


def _serving(pair: Pair) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    return context
