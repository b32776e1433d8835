"""A proxy that sends the providers' hosts to the simulator, and nothing anywhere else. Not: making a target use it.

It listens on loopback, a thread for each connection. A tunnel (CONNECT) to a host of a provider ends here: the proxy
completes its TLS with a certificate of the run's authority and passes on what comes through it. Where what stands for
the provider speaks TLS itself, the tunnel goes through untouched. Some clients, axios among them, ask a proxy for a
whole https address instead; that is answered too. Of what is asked only the host is kept.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from harness.target.authority import Pair
from harness.target.intercept import CHUNK, LARGEST, WITHIN, pass_on

HTTPS = 443
CONNECTION = re.compile(rb"\r\n(proxy-)?connection:[^\r]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upstream:
    """What stands for a provider's host, on loopback."""

    host: str
    port: int
    tls: bool = False
    """Whether it completes the TLS of that host itself."""

    @staticmethod
    def of(url: str) -> Upstream:
        parts = urlsplit(url)
        tls = parts.scheme == "https"
        return Upstream(parts.hostname or "127.0.0.1", parts.port or (HTTPS if tls else 80), tls)


@dataclass(slots=True)
class Traffic:
    """What a proxy has seen so far; by host, how often."""

    passed: Counter[str] = field(default_factory=Counter)
    """Connections whose TLS was completed, or which went through."""
    distrusted: Counter[str] = field(default_factory=Counter)
    """Connections that the target ended when it saw the certificate of the run's authority."""
    refused: Counter[str] = field(default_factory=Counter)
    """Connections to anything that is no host of a provider."""


class Proxy:
    """A port on loopback; `traffic` tells what came."""

    def __init__(self, upstreams: Mapping[str, Upstream], pair: Pair) -> None:
        """Listen from now on. `upstreams` are the hosts that are answered for; the certificate of `pair` names them."""
        self._upstreams = dict(upstreams)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pair.certificate, pair.key)
        self.traffic = Traffic()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._meet, args=(client,), daemon=True).start()

    def _meet(self, client: socket.socket) -> None:
        with self._lock:
            self._open.add(client)
        client.settimeout(WITHIN)
        try:
            with client:
                self._answer(client)
        except OSError:  # either side has gone
            return
        finally:
            with self._lock:
                self._open.discard(client)

    def _answer(self, client: socket.socket) -> None:
        head, body = _head(client)
        words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        if len(words) != 3:
            return
        method, asked, _ = words
        url = urlsplit(f"https://{asked}" if method == "CONNECT" else asked)
        host = url.hostname or ""
        upstream = self._upstreams.get(host) if _port(url.netloc) in {None, HTTPS} and url.scheme == "https" else None
        if upstream is None:
            self.traffic.refused[host or "?"] += 1
            client.sendall(_refusal(host))
        elif method == "CONNECT":
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._tunnel(client, host, upstream)
        elif upstream.tls:
            client.sendall(_refusal(host))
        else:
            self.traffic.passed[host] += 1
            path = asked.partition(url.netloc)[2] or "/"
            first = head.replace(asked.encode("latin-1"), path.encode("latin-1"), 1)
            # what follows on this connection would ask for whole addresses again: one answer each
            first = CONNECTION.sub(b"", first) + b"\r\nConnection: close\r\n\r\n"
            pass_on(client, (upstream.host, upstream.port), first + body)

    def _tunnel(self, client: socket.socket, host: str, upstream: Upstream) -> None:
        if upstream.tls:
            self.traffic.passed[host] += 1
            pass_on(client, (upstream.host, upstream.port))
            return
        try:
            inside = self._context.wrap_socket(client, server_side=True)
        except OSError:
            self.traffic.distrusted[host] += 1
            return
        with self._lock:
            self._open.add(inside)
        try:
            with inside:
                self._through(inside, host, upstream)
        finally:
            with self._lock:
                self._open.discard(inside)

    def _through(self, inside: ssl.SSLSocket, host: str, upstream: Upstream) -> None:
        """Pass on what a client says. With TLS 1.3 one that distrusts us says so only after the handshake."""
        try:
            first = inside.recv(CHUNK)
        except ssl.SSLError:
            self.traffic.distrusted[host] += 1
            return
        self.traffic.passed[host] += bool(first)
        if first:
            pass_on(inside, (upstream.host, upstream.port), first)


def _head(client: socket.socket) -> tuple[bytes, bytes]:
    """Return the head of a request, and what came after it in the same breath."""
    told = b""
    while b"\r\n\r\n" not in told and len(told) < LARGEST:
        data = client.recv(CHUNK)
        if not data:
            break
        told += data
    head, _, body = told.partition(b"\r\n\r\n")
    return head, body


def _port(netloc: str) -> int | None:
    found = re.search(r":(\d+)$", netloc)
    return int(found.group(1)) if found else None


def _refusal(host: str) -> bytes:
    said = f"assay: [target] intercept = true reaches the providers' hosts alone, not {host or 'this'}\n"
    head = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(said)}\r\n\r\n{said}".encode("latin-1", "replace")
