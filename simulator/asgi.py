"""An API call over ASGI: from the socket into the pipeline and back. Not: listening, or any step of the call.

The pipeline is a generator without time; what it wants to wait for is awaited here. Events leave when the reply is on
the wire: the caller must never see a webhook before the answer that caused it.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from simulator import pipeline
from simulator.exchange import Dropped, Hang, Held, Wait
from simulator.provider import Provider, Reply, Request, StoredEvent
from simulator.sandbox import Sandbox
from simulator.world import Books, World

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

Told = tuple[World, Books, list[StoredEvent]]

TRANSPORT = "assay.transport"


class Protocol(HttpToolsProtocol):
    """Uvicorn's protocol, with the transport in the scope: a lost reply really closes the connection."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {TRANSPORT: {"transport": self.transport}}


def app_of(sandbox: Sandbox, provider: Provider) -> App:
    """Return the ASGI application that is the provider."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = await _read(scope, receive)
        if request is None:
            return
        met = await _drive(sandbox, provider, request, receive)
        if met is None:
            return
        if isinstance(met, Dropped):
            scope["extensions"][TRANSPORT]["transport"].abort()
            await _gone(receive)
        else:
            await _write(met, send)
        sandbox.flush_announcements()

    return app


async def _drive(sandbox: Sandbox, provider: Provider, request: Request, receive: Receive) -> Reply | Dropped | None:
    """Go through the call's steps, waiting where one says so. None if the client left while nothing was said."""
    steps = pipeline.handle(sandbox, provider, request)
    kept: list[Told] = []
    try:
        while True:
            hold = next(steps)
            if isinstance(hold, Hang):
                sandbox.flush_announcements()
                await _gone(receive)
                steps.close()
                return None
            # What this call has told so far must not leave with the reply to another one.
            kept.extend(sandbox.outbox)
            sandbox.outbox.clear()
            await _held(hold)
    except StopIteration as end:
        sandbox.outbox.extendleft(reversed(kept))
        met: Reply | Dropped = end.value
        return met
    except Exception:
        traceback.print_exc(file=sys.stderr)
        _own_up(sandbox)
        request_id = provider.request_id(sandbox.random)
        return provider.refuse(None, None, provider.failure(500), request_id)


async def _held(hold: Wait | Held) -> None:
    """Wait as long as the call is held: at most as many seconds as it says."""
    if isinstance(hold, Wait):
        await asyncio.sleep(hold.seconds)
        return
    let_go = asyncio.Event()
    wake = let_go.set
    hold.wait(wake)
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(let_go.wait(), hold.seconds)
    finally:
        hold.waited(wake)


def _own_up(sandbox: Sandbox) -> None:
    """Mark the call that the pipeline has just written down as a gap of ours: no verdict may lean on it."""
    for calls in sandbox.journal.calls.values():
        if calls and calls[-1].seq == sandbox.journal.last:
            calls[-1] = msgspec.structs.replace(calls[-1], status=500, unsupported=True, error_code="simulator_failed")


async def _read(scope: Scope, receive: Receive) -> Request | None:
    """Return the whole request; None if the client left before its end."""
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Request(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers, bytes(body))


async def _write(reply: Reply, send: Send) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


async def _gone(receive: Receive) -> None:
    """Wait until the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
