"""Calls to the simulator without a socket: a request in, the reply out. Not: judging."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Never
from urllib.parse import unquote

from simulator import calls
from simulator.provider import Reply, Request
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
    """Return the answer to one request. An exception of the simulator's own is answered with 500."""
    path, _, query = sent.target.partition("?")
    headers = {"authorization": f"Bearer {key}", "content-type": "application/x-www-form-urlencoded"}
    headers |= {name.lower(): value for name, value in sent.headers}
    request = Request(sent.method, unquote(path), query, headers, sent.body)
    answer = calls.answerer(sandbox, STRIPE)(request, _stays)
    assert isinstance(answer, Reply), "the call waits for something, or is dropped, though nothing was to hold it"
    return Answered(answer.status, {name.lower(): value for name, value in answer.headers}, answer.body)


def _stays() -> Awaitable[Never]:
    raise AssertionError("the call waits for its client to leave")
