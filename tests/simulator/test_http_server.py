"""HTTP as the providers' ports speak it, over real sockets: whatever a client may do, the answers stay in order."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Iterator

import pytest
import uvloop

from simulator.exchange import Dropped
from simulator.http_server import MOST_HEAD, Answer, Gone
from simulator.listener import Listener
from simulator.provider import Reply, Request

BIG = b"x" * 5_000_000


class Served:
    """A listener on a thread of its own: it answers with what it was asked."""

    def __init__(self) -> None:
        self.bound = socket.create_server(("127.0.0.1", 0))
        self.left = threading.Event()
        self.going_on = asyncio.Event()
        self.loop = uvloop.new_event_loop()
        self.listener = Listener(self.answer, lambda: None, self.bound)
        self.thread = threading.Thread(target=self.loop.run_forever)

    def answer(self, request: Request, gone: Gone) -> Answer | Awaitable[Answer]:
        if request.path == "/held":
            return self.held()
        if request.path == "/hang":
            return self.hang(gone)
        if request.path == "/drop":
            return Dropped()
        if request.path == "/split":
            return Reply(200, b"", (("X-Echo", "a\r\nX-Other: b"),))
        if request.path == "/big":
            return Reply(200, BIG)
        told = [request.method, request.path, request.query, request.headers.get("x-said", "")]
        return Reply(200, " ".join(told).encode() + b" " + request.body, (("X-Echo", request.query),))

    async def held(self) -> Answer:
        await self.going_on.wait()
        return Reply(200, b"held")

    async def hang(self, gone: Gone) -> Answer:
        await gone()
        self.left.set()
        return Dropped()

    def run(self, what: Awaitable[None]) -> None:
        asyncio.run_coroutine_threadsafe(_done(what), self.loop).result(10)

    def connect(self) -> socket.socket:
        connection = socket.create_connection(self.bound.getsockname())
        connection.settimeout(10)
        return connection

    def talk(self, *parts: bytes) -> bytes:
        """Say all of that, with `Connection: close` in the last request, and return all that came back."""
        with self.connect() as connection:
            for part in parts:
                connection.sendall(part)
            return _all(connection)


async def _done(what: Awaitable[None]) -> None:
    await what


def _all(connection: socket.socket) -> bytes:
    said = b""
    while part := connection.recv(1 << 20):
        said += part
    return said


def _until(connection: socket.socket, end: bytes) -> bytes:
    said = b""
    while not said.endswith(end):
        part = connection.recv(1 << 16)
        assert part, said
        said += part
    return said


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()
    made.thread.start()
    made.run(made.listener.open())
    yield made
    made.run(made.listener.close())
    made.loop.call_soon_threadsafe(made.loop.stop)
    made.thread.join()
    made.loop.close()


def _get(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: here", *headers, "", ""]).encode()


LAST = "Connection: close"


def test_requests_in_one_write_are_answered_in_their_order(served: Served) -> None:
    said = served.talk(_get("/1") + _get("/2?a=b") + _get("/a%20b", LAST))

    assert said.index(b"GET /1 ") < said.index(b"GET /2 a=b") < said.index(b"GET /a b ")
    assert said.count(b"HTTP/1.1 200 OK\r\n") == 3
    assert said.count(b"connection: close") == 1


def test_requests_behind_one_that_is_held_wait_for_it(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(_get("/held") + b"".join(_get(f"/{nth}") for nth in range(40)))
        connection.sendall(_get("/last", LAST))
        served.loop.call_soon_threadsafe(served.going_on.set)
        said = _all(connection)

    places = [said.index(what.encode()) for what in ("held", *(f"GET /{nth} " for nth in range(40)), "GET /last")]
    assert places == sorted(places)


def test_a_body_may_come_in_pieces_and_in_chunks(served: Served) -> None:
    pieces = served.talk(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Le", b"ngth: 4\r\nConnection: close\r\n\r\na=", b"bc")
    chunked = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    chunks = served.talk(chunked, b"2\r\na=\r\n", b"2\r\nbc\r\n0\r\nX-Said: trailer\r\n\r\n")

    assert pieces.endswith(b"POST /   a=bc")
    assert chunks.endswith(b"POST /   a=bc")


def test_who_asks_before_sending_a_body_is_told_to_go_on(served: Served) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"
    with served.connect() as connection:
        connection.sendall(head)
        told = _until(connection, b"\r\n\r\n")
        connection.sendall(b"a=b")
        said = _all(connection)

    assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert said.endswith(b"a=b")


@pytest.mark.parametrize(
    "broken", [b"\x16\x03\x01\x02\x00\x01", b"NOTHING\r\n\r\n", b"GET /%s HTTP/1.1\r\n" % "ü".encode()]
)
def test_what_is_no_request_is_refused_after_those_that_were(served: Served, broken: bytes) -> None:
    said = served.talk(_get("/good") + broken)

    assert said.startswith(b"HTTP/1.1 200 OK")
    assert said.count(b"HTTP/1.1 400 Bad Request") == 1
    assert said.index(b"GET /good") < said.index(b"Invalid HTTP request received.")


def test_a_head_without_end_is_refused(served: Served) -> None:
    said = served.talk(_get("/", *(f"X-{nth}: {'x' * 4000}" for nth in range(MOST_HEAD // 4000 + 1))))

    assert said.startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    "said", [b"", b"GET /half HTTP/1.1\r\nHost: a\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\na=b"]
)
def test_who_says_nothing_more_is_left(served: Served, said: bytes) -> None:
    """In the middle of a request too; who is waiting for an answer is not."""
    served.listener.keep_alive = 0.1
    with served.connect() as waiting, served.connect() as silent:
        waiting.sendall(_get("/held", LAST))
        silent.sendall(said)

        assert _all(silent) == b""
        served.loop.call_soon_threadsafe(served.going_on.set)
        assert _all(waiting).endswith(b"held")


def test_a_header_without_end_is_refused_while_it_comes(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX-Long: ")
        for _ in range(MOST_HEAD // 1000 + 300):
            connection.sendall(b"x" * 1000)
        said = _all(connection)

    assert said.startswith(b"HTTP/1.1 431 ")


def test_who_is_refused_while_it_sends_reads_why(served: Served) -> None:
    """A connection that is closed at once is reset at the client, and what was said to it is gone."""
    with served.connect() as connection:
        for _ in range(100):
            connection.sendall(b"GET / HTTP/1.1\r\n" + b"X-Many: x\r\n" * 10_000)
        said = _all(connection)

    assert said.startswith(b"HTTP/1.1 431 ")


def test_heads_that_come_one_after_the_other_in_pieces_are_no_long_head(served: Served) -> None:
    asked = b"".join(_get(f"/{nth}") for nth in range(3000)) + _get("/last", LAST)
    with served.connect() as connection:
        reader = threading.Thread(target=lambda: said.append(_all(connection)))
        said: list[bytes] = []
        reader.start()
        for begin in range(0, len(asked), 1013):
            connection.sendall(asked[begin : begin + 1013])
        reader.join(10)

    assert said[0].count(b"HTTP/1.1 200 OK") == 3001


def test_an_offer_to_speak_another_protocol_is_passed_over(served: Served) -> None:
    """Java's own client makes it with its first request."""
    offer = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk")
    posted = "\r\n".join(["POST /p HTTP/1.1", "Host: a", *offer, "Content-Length: 3", "", "a=b"]).encode()
    said = served.talk(_get("/1", *offer) + posted + _get("/2", LAST))

    assert said.count(b"HTTP/1.1 200 OK\r\n") == 3
    assert b"POST /p   a=b" in said
    assert b"GET /2" in said


def test_an_offer_takes_nothing_else_from_its_request(served: Served) -> None:
    """Neither that it is the last one, nor that its client is an old one."""
    last = served.talk(
        b"POST /1 HTTP/1.1\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\na=b"
    )
    old = served.talk(b"POST /2 HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\na=b")

    assert last.endswith(b"POST /1   a=b")
    assert old.endswith(b"POST /2   a=b")


@pytest.mark.parametrize(
    "body", [b"Content-Length: 3\r\n\r\na=b", b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"\r\n"]
)
def test_nobody_gets_a_tunnel(served: Served, body: bytes) -> None:
    said = served.talk(b"CONNECT other:443 HTTP/1.1\r\nHost: other\r\n" + body)

    assert said.startswith(b"HTTP/1.1 400 ")
    assert served.talk(_get("/next", LAST)).startswith(b"HTTP/1.1 200 ")


def test_old_clients_and_heads(served: Served) -> None:
    old = served.talk(b"GET /old HTTP/1.0\r\nHost: a\r\n\r\n")
    head = served.talk(b"HEAD /h HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert b"connection: close\r\n" in old
    assert old.endswith(b"GET /old   ")
    assert b"content-length: 10\r\n" in head
    assert head.endswith(b"\r\n\r\n")


def test_a_reader_that_is_slow_gets_every_byte(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(_get("/big") * 3 + _get("/last", LAST))
        said = _all(connection)

    assert said.count(b"content-length: 5000000\r\n") == 3
    assert said.count(b"x" * 5_000_000) == 3
    assert said.endswith(b"GET /last   ")


def test_a_call_that_hangs_learns_that_its_client_left(served: Served) -> None:
    connection = served.connect()
    connection.sendall(_get("/hang"))
    connection.close()

    assert served.left.wait(10)


def test_a_reply_that_is_lost_closes_the_connection(served: Served) -> None:
    said = served.connect()
    said.sendall(_get("/1") + _get("/drop") + _get("/2"))
    heard = b""
    try:
        while part := said.recv(1 << 16):
            heard += part
    except ConnectionResetError:
        pass
    said.close()

    assert b"GET /2" not in heard


def test_no_value_ends_its_header(served: Served) -> None:
    said = served.talk(_get("/split", LAST))

    assert said.startswith(b"HTTP/1.1 500 ")
    assert b"x-other" not in said
