"""Calls through the simulator's ASGI application, without a socket: from scope to the last message. Not: judging."""

from __future__ import annotations

import json
from collections.abc import Coroutine, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from simulator import asgi
from simulator.sandbox import Sandbox
from simulator.stripe import STRIPE
from tests.simulator.stripe.bad_requests import Sent


@dataclass
class Answered:
    """What was answered: header names are lower-case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def ask(sandbox: Sandbox, sent: Sent, key: str) -> Answered:
    """Return the answer to one request. An exception of the application's own is not caught."""
    path, _, query = sent.target.partition("?")
    headers = {"authorization": f"Bearer {key}", "content-type": "application/x-www-form-urlencoded"}
    headers |= {name.lower(): value for name, value in sent.headers}
    scope = {
        "type": "http",
        "method": sent.method,
        "path": unquote(path),
        "query_string": query.encode("latin-1", "replace"),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "extensions": {},
    }
    messages: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": sent.body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        messages.append(message)

    _finished(asgi.app_of(sandbox, STRIPE)(scope, receive, send))
    start, body = messages
    told = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
    return Answered(start["status"], told, body["body"])


def _finished(call: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that waits for nothing."""
    try:
        call.send(None)
    except StopIteration:
        return
    raise AssertionError("the call waits for something, though nothing was to hold it")
