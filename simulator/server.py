"""Sockets: a port per provider and one for control, one process, one event loop; start and stop. Not: any answer."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from pathlib import Path
from typing import Any

import uvloop
from msgspec.structs import replace
from starlette.requests import ClientDisconnect
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from simulator import calls, card, console, control, keeping, snapshot
from simulator.console.door import Door
from simulator.delivery.engine import Engine
from simulator.http_server import KEEP_ALIVE
from simulator.listener import Listener
from simulator.provider import Endpoint, Provider
from simulator.sandbox import Sandbox
from simulator.world import Books, World

HOST = "127.0.0.1"

LAST_ANSWERS = 2.0
"""Seconds for which deliveries under way may still be answered before a world is saved."""

TICK = 0.1
"""Seconds between looks at what the providers do by themselves."""

GARBAGE = (10_000, 10, 5_000)
"""Objects made since the last search for garbage, and how many searches a longer one comes after; Python's own numbers
are 700, 10, 10. What is stored in quantity is never part of a cycle and is left out of every search (`gc=False`)."""


class PortTaken(Exception):  # noqa: N818 - said to people as it stands
    """A port is in use; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a simulator is started."""

    providers: Mapping[str, Provider]
    webhook_urls: Mapping[str, str] = field(default_factory=dict)
    """By provider: where the events of the test side go, in every world that is opened."""
    port_base: int | None = None
    """Control's port; the providers' follow it. None: free ones."""
    ports: Mapping[str, int] = field(default_factory=dict)
    """By provider, a port that is wanted where `port_base` says nothing."""
    seed: int | None = None
    any_key: bool = False
    variations: tuple[str, ...] = ()
    """What is otherwise, in every world that is opened here, than the providers do it today."""
    allowed_hosts: tuple[str, ...] = ()
    """Hosts beyond loopback that webhooks may be posted to."""
    load: snapshot.Saved | None = None
    """The first world is this one, and is not made anew."""
    save: Path | None = None
    """Where the first world is written when the simulator stops."""
    card: Path | None = None
    """Where a file says how to speak with this simulator while it runs: see `card.py`."""
    stop_with_stdin: bool = False
    """Stop when standard input ends: a simulator must not outlive the run that it was started for."""


def run(settings: Settings, ready: Callable[[Mapping[str, Any]], None]) -> None:
    """Serve until SIGTERM, SIGINT or the end of the run; `ready` is told addresses and keys. Raises PortTaken."""
    # What is kept is kept for good, and refers to nothing younger: to search it for garbage at every turn would make
    # each call dearer than the one before.
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    # What a library says of a client that sends nonsense is no complaint of ours, and the client has been answered.
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # it raises, too
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(settings, ready))


async def serve(settings: Settings, ready: Callable[[Mapping[str, Any]], None]) -> None:
    """Listen, tell that it is ready, and serve until told to stop."""
    stop = asyncio.Event()
    _listen_for_the_end(stop, settings)
    sockets = _bind(settings)
    urls = {name: f"http://{HOST}:{bound.getsockname()[1]}" for name, bound in sockets.items()}
    engine = Engine(settings.providers, settings.allowed_hosts)
    sandbox = Sandbox(
        settings.providers,
        any_key=settings.any_key,
        variations=settings.variations,
        base_urls=urls,
        announce=engine.announce,
    )
    token = secrets.token_urlsafe(24)
    ports: list[Listener | _ControlPort] = [
        Listener(calls.answerer(sandbox, provider), sandbox.flush_announcements, sockets[name])
        for name, provider in settings.providers.items()
    ]
    door = Door(HOST, sockets["control"].getsockname()[1])
    controlling = control.app_of(sandbox, engine, token, door.new_page)
    ports.append(_ControlPort(console.app_of(controlling, token, door), sockets["control"]))
    for port in ports:
        await port.open()
    world, told = _open_default_world(settings, sandbox, engine)
    told |= {"control": {"base_url": urls["control"], "token": token}, "page": door.new_page()}
    with card.shown(settings.card, told, world.id):
        ready(told)
        await _tick_until(stop, sandbox, ports)
        await asyncio.gather(*(port.close() for port in ports))
        if settings.save is not None:
            await engine.quiet(world, LAST_ANSWERS)
            keeping.save(settings.save, sandbox, engine, world.id)
    engine.close()


class _ControlPort:
    """The listening socket of the control API, which is an ASGI application."""

    def __init__(self, app: Any, bound: socket.socket) -> None:
        self._config = Config(
            _ends_quietly(app),
            http="httptools",
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=int(KEEP_ALIVE),
        )
        self._config.load()
        self._state = ServerState()
        self._bound = bound
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        self.set_date()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, sock=self._bound, backlog=self._config.backlog)

    def set_date(self) -> None:
        """Keep the Date header of the replies true."""
        self._state.default_headers = [(b"date", formatdate(usegmt=True).encode())]

    async def close(self) -> None:
        """Stop listening and cut what is open: a client that hangs must not keep us."""
        if self._server is not None:
            self._server.close()
        for connection in tuple(self._state.connections):
            connection.transport.abort()
        await asyncio.sleep(0.01)  # lets each call learn that its client has gone; most end by that
        for task in tuple(self._state.tasks):
            task.cancel()
        await asyncio.gather(*self._state.tasks, return_exceptions=True)

    def _protocol(self) -> asyncio.Protocol:
        return HttpToolsProtocol(self._config, self._state, {})


def _ends_quietly(app: Callable[[Any, Any, Any], Awaitable[None]]) -> Callable[[Any, Any, Any], Awaitable[None]]:
    """Return an ASGI application like `app`, whose calls that are cut off, by us or by the client, are no errors."""

    async def quiet(scope: Any, receive: Any, send: Any) -> None:
        async def send_if_there(message: Any) -> None:
            try:
                await send(message)
            except RuntimeError as gone:
                if "the handler is closed" not in str(gone):  # uvloop's words for a connection that was reset meanwhile
                    raise
                while (await receive())["type"] != "http.disconnect":
                    pass  # uvicorn is about to hear of it
                raise ClientDisconnect from None

        with contextlib.suppress(asyncio.CancelledError, ClientDisconnect):
            await app(scope, receive, send_if_there)

    return quiet


def _bind(settings: Settings) -> dict[str, socket.socket]:
    """Bind control's port and the providers'. Raises PortTaken."""
    names = ["control", *settings.providers]
    if settings.port_base is None:
        return {name: _bound(settings.ports.get(name, 0)) for name in names}
    return {name: _bound(settings.port_base + nth) for nth, name in enumerate(names)}


def _bound(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((HOST, port))
    except OSError as no:
        made.close()
        if no.errno == errno.EADDRINUSE:
            raise PortTaken(f"port {port} is taken. Choose others with --port-base") from None
        raise PortTaken(f"port {port} cannot be used: {no.strerror}. Choose others with --port-base") from None
    return made


def _listen_for_the_end(stop: asyncio.Event, settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if settings.stop_with_stdin:
        loop.add_reader(sys.stdin.fileno(), lambda: _end_of_input(stop))


def _end_of_input(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()


async def _tick_until(stop: asyncio.Event, sandbox: Sandbox, ports: Sequence[Listener | _ControlPort]) -> None:
    """Let the providers do what they do by themselves, until it is time to stop."""
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), TICK)
        except TimeoutError:
            sandbox.tick()
            for port in ports:
                port.set_date()


def _open_default_world(settings: Settings, sandbox: Sandbox, engine: Engine) -> tuple[World, dict[str, Any]]:
    """Open the first world and return what an integration is configured with, by provider.

    Without a URL its endpoint has only a secret, for tests to sign with. Worlds that are opened later send to the same
    URL with the same secret: an app that any test key is used against can know only one.
    """
    if settings.load is None:
        world = sandbox.new_world(settings.seed, variations=settings.variations)
    else:
        world = snapshot.restore(sandbox, engine, settings.load)
    told: dict[str, Any] = {}
    signs: dict[str, str] = {}
    for name, provider in settings.providers.items():
        books = world.books[name, "test"]
        endpoint = _first_endpoint(provider, books, settings.webhook_urls.get(name))
        told[name] = {"base_url": books.base_url, **provider.credentials(books, endpoint)}
        signs[name] = endpoint.secrets[0]
    sandbox.opened = partial(_register, settings, signs)
    return world, told


def _first_endpoint(provider: Provider, books: Books, url: str | None) -> Endpoint:
    """Return the endpoint that an integration is told the secret of; one of a saved world may get another URL."""
    endpoint = next(iter(books.endpoints.values()), None)
    if endpoint is None:
        endpoint = provider.new_endpoint(books, url or "", ("*",), None, None, "snapshot")
    elif url is not None:
        endpoint = replace(endpoint, url=url)
    books.endpoints[endpoint.id] = endpoint
    return endpoint


def _register(settings: Settings, secrets_by_provider: Mapping[str, str], world: World) -> None:
    for name, url in settings.webhook_urls.items():
        books = world.books[name, "test"]
        endpoint = settings.providers[name].new_endpoint(
            books, url, ("*",), secrets_by_provider[name], None, "snapshot"
        )
        books.endpoints[endpoint.id] = endpoint
