"""A tiny provider and a tiny target for tests of delivery: real sockets, a real signature. Not: test cases."""

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import stripe
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from simulator.clock import WorldClock
from simulator.delivery.engine import Engine
from simulator.delivery.record import DeliveryRecord
from simulator.provider import Endpoint, Signed, StoredEvent
from simulator.schedules.schedule import Schedule
from simulator.stripe import signing
from simulator.world import Books, World

SECRET = "whsec_delivery000000000000000000000000"


class Parcels:
    """A provider of one kind of event; it signs as Stripe does."""

    name = "stripe"
    delivery_timeout = 2.0

    def __init__(self) -> None:
        self.acts: dict = {}
        self.retry_after = {"test": (60, 3600), "live": (60,)}

    def render_event(self, books, event, endpoint) -> bytes:
        thing = {"id": event.objects[0], "amount": 1999, "url": "http://x/y"}
        envelope = {"id": event.id, "type": event.type, "created": event.created, "livemode": books.livemode}
        return json.dumps({**envelope, "data": {"object": thing}}, separators=(",", ":")).encode()

    def render_object(self, books, object_id):
        return None

    def retry_headers(self, number: int, reason: str, first_at: float) -> tuple[tuple[str, str], ...]:
        return (("retry", f"{number} {reason}"),)

    def sign(self, body: bytes, endpoint: Endpoint, at: int) -> Signed:
        return signing.sign(body, endpoint, at)

    def forge(self, forgery: str, genuine: Signed, endpoint: Endpoint, at: int, seed: int) -> Signed:
        return signing.forge(forgery, genuine, endpoint, at, seed)

    def wants(self, endpoint: Endpoint, event: StoredEvent) -> bool:
        return "*" in endpoint.enabled_events or event.type in endpoint.enabled_events


@dataclass
class Got:
    """One request as the target read it."""

    head: str
    headers: dict[str, str]
    body: bytes
    raw_body: bytes = b""
    connection: int = 0

    @property
    def event(self) -> dict:
        return json.loads(self.body)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Answer = Callable[["Target", Got, asyncio.StreamWriter], Awaitable[None]]


async def says_ok(target: "Target", got: Got, writer: asyncio.StreamWriter) -> None:
    writer.write(OK)


async def says_nothing(target: "Target", got: Got, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(10)


@dataclass
class Target:
    """A server that keeps every request, and answers as the test says."""

    answer: Answer = says_ok
    got: list[Got] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    tls: ssl.SSLContext | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> "Target":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}/hooks/stripe"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        mine = self.connections
        try:
            while True:
                head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
                headers = {n.lower(): v for n, v in (line.split(": ", 1) for line in lines if ": " in line)}
                body, raw = await _read_body(reader, headers)
                self.got.append(Got(head, headers, body, raw, mine))
                self.arrived.set()
                await self.answer(self, self.got[-1], writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def has(self, count: int) -> None:
        """Wait until so many requests have arrived."""
        async with asyncio.timeout(5):
            while len(self.got) < count:
                self.arrived.clear()
                await self.arrived.wait()


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> tuple[bytes, bytes]:
    if headers.get("transfer-encoding") != "chunked":
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return body, body
    body = raw = b""
    while True:
        line = await reader.readline()
        chunk = await reader.readexactly(int(line, 16) + 2)
        body, raw = body + chunk[:-2], raw + line + chunk
        if int(line, 16) == 0:
            return body, raw


def world(url: str = "", **endpoint: object) -> World:
    """Return a world with both sides, an endpoint on the test side, and three events there."""
    made = World(id="w_1", seed=1, clock=WorldClock())
    for side in ("test", "live"):
        made.books["stripe", side] = Books(
            "w_1", "stripe", side, "acct_1", f"sk_{side}_1", f"pk_{side}_1", "v1", "", made.clock, Random(1)
        )
    books = made.books["stripe", "test"]
    books.endpoints["we_1"] = Endpoint(id="we_1", url=url, secrets=(SECRET,), **endpoint)
    for nth in (1, 2, 3):
        books.events[f"evt_{nth}"] = StoredEvent(
            f"evt_{nth}", f"parcel.{nth}", 1700000000 + nth, None, None, (f"obj_{nth}",), None, None, "v1"
        )
    return made


def events(made: World) -> list[StoredEvent]:
    return list(made.books["stripe", "test"].events.values())


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return how a server speaks TLS with a certificate that nobody has signed, as developers' targets do."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    (folder / "cert.pem").write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


PROVIDERS: Any = {"stripe": Parcels()}


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Tell the story on the loop that the simulator runs on."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(story())


async def deliver(engine: Engine, made: World, schedule: Schedule, **how: Any) -> list[DeliveryRecord]:
    return await engine.execute(made, engine.plan(made, "stripe", "test", {"first": "evt_1"}, schedule), **how)


def verified(got: Got, secret: str = SECRET) -> str:
    stripe.WebhookSignature.verify_header(got.body.decode(), got.headers.get("stripe-signature", ""), secret, 300)
    return str(got.event["id"])
