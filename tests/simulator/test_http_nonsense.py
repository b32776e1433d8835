"""Bytes that are no good HTTP, over real sockets to a real simulator: it answers or closes, and then the next one."""

from __future__ import annotations

import errno
import re
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.client import SimulatorProcess

WITHIN = 10.0
"""Seconds in which what must happen has happened, on a busy machine too."""

REPEATABLE = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@dataclass
class Port:
    """A port of a simulator, what opens it, and what is asked there."""

    process: SimulatorProcess
    base_url: str
    key: str
    asks: list[tuple[str, str, str, bytes]]
    """Method, path, type of the body, body."""
    http: httpx.Client

    def is_answering(self) -> bool:
        return self.http.get(f"{self.base_url}{self.asks[0][1]}", headers=self.bearer).status_code == 200

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


FORM = "application/x-www-form-urlencoded"
UPLOAD = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF\r\n--cut--\r\n'


@pytest.fixture(scope="module")
def process() -> Iterator[SimulatorProcess]:
    with SimulatorProcess.start(seed=7) as started:
        yield started


@pytest.fixture(params=["provider", "control"])
def port(request: pytest.FixtureRequest, process: SimulatorProcess) -> Iterator[Port]:
    with httpx.Client(trust_env=False, timeout=WITHIN) as http:
        yield _port(request.param, process, http)


def _port(name: str, process: SimulatorProcess, http: httpx.Client) -> Port:
    if name == "control":
        asks = [
            ("GET", "/worlds", "", b""),
            ("POST", "/worlds", "application/json", b'{"seed": 1}'),
            ("POST", "/worlds/restore", "application/octet-stream", b"no snapshot"),
            ("POST", "/worlds/w1/clock", "application/json", b'{"advance": 1}'),
        ]
        return Port(process, process.ready["control"]["base_url"], process.ready["control"]["token"], asks, http)
    asks = [
        ("GET", "/v1/customers?limit=1", "", b""),
        ("POST", "/v1/payment_intents", FORM, b"amount=1999&currency=eur"),
        ("POST", "/v1/files", "multipart/form-data; boundary=cut", UPLOAD),
        ("POST", "/v1/files", "multipart/form-data", UPLOAD),
    ]
    return Port(process, process.ready["stripe"]["base_url"], process.ready["stripe"]["secret_key"], asks, http)


ODD_HEADERS = (
    "Connection: Upgrade\r\nUpgrade: h2c",
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: websocket\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk",
    "Expect: 100-continue",
    "Expect: 200-perhaps",
    "Connection: close",
    "Connection: keep-alive, close",
    "Transfer-Encoding: gzip, chunked",
    "Content-Length: 7",
    "Content-Length: -1",
    "Content-Length: 18446744073709551616",
    "X-Long: " + "x" * 100_000,
    "\r\n".join(["X-Many: y"] * 20_000),
    " folded: yes",
    "no colon",
    "X-Nul: a\0b",
    "Authorization: Bearer \xff",
    "Host: here\r\nHost: there",
)
ODD_METHODS = ("CONNECT", "HEAD", "OPTIONS", "PRI", "SOURCE", "get", "NONSENSE", "GET GET")
ODD_TARGETS = (
    "*",
    "other:443",
    "http://[",
    "http://a b/",
    "//",
    "/%ff%00%zz",
    "/\x7f",
    "/" + "x" * 100_000,
    "/?" + "&" * 5000,
)
ODD_VERSIONS = ("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "RTSP/1.0", "")
ODD_CHUNKS = (
    b"5\r\nab",
    b"zz\r\nab\r\n",
    b"-1\r\n",
    b"ffffffffffffffffff\r\n",
    b"1;" + b"x" * 70_000 + b"\r\na\r\n0\r\n\r\n",
)


@st.composite
def requests(draw: st.DrawFn, port: Port) -> bytes:
    """One request, whole or with something odd about it, or cut, or with bytes that do not belong there."""
    method, target, kind, body = draw(st.sampled_from(port.asks))
    version = "HTTP/1.1"
    headers = ["Host: here", f"Authorization: {port.bearer['Authorization']}", f"Content-Type: {kind}"]
    length = f"Content-Length: {len(body)}"
    for odd in draw(
        st.sets(st.sampled_from(["method", "target", "version", "header", "length", "chunks"]), max_size=2)
    ):
        match odd:
            case "method":
                method = draw(st.sampled_from(ODD_METHODS))
            case "target":
                target = draw(st.sampled_from(ODD_TARGETS))
            case "version":
                version = draw(st.sampled_from(ODD_VERSIONS))
            case "header":
                headers.append(draw(st.sampled_from(ODD_HEADERS)))
            case "length":
                length = f"Content-Length: {draw(st.integers(0, 200))}"
            case "chunks":
                length, body = "Transfer-Encoding: chunked", draw(st.sampled_from(ODD_CHUNKS))
    head = "\r\n".join([f"{method} {target} {version}", *headers, length, "", ""])
    whole = head.encode("latin-1") + body
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, min(len(whole), 400)))
        whole = whole[:at] + draw(st.binary(max_size=20)) + (whole[at:] if draw(st.booleans()) else b"")
    return whole


@REPEATABLE
@given(data=st.data())
def test_whatever_is_said_the_next_one_is_answered(port: Port, data: st.DataObject) -> None:
    """Some talk on behind each other without waiting, in pieces; some leave in the middle, some without a word."""
    said = b"".join(data.draw(st.lists(requests(port), min_size=1, max_size=4)))
    cuts = sorted(data.draw(st.lists(st.integers(0, min(len(said), 2000)), max_size=3)))
    leaving = data.draw(st.sampled_from(["closes", "resets", "reads to the end"]))

    heard = _talk(port, [said[a:b] for a, b in zip([0, *cuts], [*cuts, len(said)], strict=True)], leaving)

    assert heard == b"" or heard.startswith(b"HTTP/1.1 ")
    assert not re.search(rb"^HTTP/1\.1 5", heard, re.MULTILINE)
    assert port.is_answering()
    assert port.process.complaints == ""


def test_who_leaves_in_the_middle_of_a_body_is_no_complaint(port: Port) -> None:
    for method, target, kind, _ in port.asks:
        head = f"{method} {target} HTTP/1.1\r\nHost: a\r\nAuthorization: {port.bearer['Authorization']}\r\n"
        for leaving in ("closes", "resets", "reads to the end"):
            _talk(port, [f"{head}Content-Type: {kind}\r\nContent-Length: 1000\r\n\r\n".encode(), b"{"], leaving)

    assert port.is_answering()
    assert port.process.complaints == ""


def test_no_connection_is_left_over(port: Port) -> None:
    """Those that are open know no more than their clients: when these have gone, so have they."""
    before = port.open_files
    head = f"GET {port.asks[0][1]} HTTP/1.1\r\nHost: a\r\nAuthorization: {port.bearer['Authorization']}\r\n"
    broken = (
        b"",
        b"GET",
        head.encode(),
        f"{head}\r\n".encode() * 500,
        b"\0\0",
        f"{head}Content-Length: 9\r\n\r\n".encode(),
    )
    for nth in range(60):
        _talk(port, [broken[nth % len(broken)]], ("closes", "resets")[nth % 2])

    until = time.monotonic() + WITHIN
    while port.open_files > before and time.monotonic() < until:
        time.sleep(0.05)
    assert port.open_files <= before
    assert port.is_answering()


def _talk(port: Port, pieces: list[bytes], leaving: str) -> bytes:
    """Say the pieces and leave in that manner. Returns what was answered, as far as it was read."""
    place = urlsplit(port.base_url)
    heard = b""
    with socket.create_connection((place.hostname, place.port), WITHIN) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in pieces:
                connection.sendall(piece)
            if leaving == "reads to the end":
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(1 << 16):
                    heard += part
        except OSError as gone:
            if gone.errno not in (errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN):
                raise
            # it may close on who goes on talking
        if leaving == "resets":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return heard
