"""What the page asks, asked of the control API: with the token, and masked on the way back. Not: who may ask.

Only what the page has a use for is passed on; keys, endpoints and worlds are made and changed with the token.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.console.replies import say, send_reply
from simulator.masking import mask_headers, mask_parameters
from simulator.provider import Reply

_SIDE = r"/worlds/[^/]+/[^/]+/(?:test|live)"

OPEN: tuple[tuple[str, str], ...] = (
    ("GET", r"/worlds|/behaviours|/forgeries"),
    ("GET", r"/worlds/[^/]+/(?:feed|faults|calls/\d+/reply)"),
    ("GET", rf"{_SIDE}/(?:events|events/[^/]+/body|objects/[^/]+)"),
    ("POST", rf"/behaviours/[^/]+|{_SIDE}/events"),
    ("POST", r"/worlds/[^/]+/(?:deliveries|clock|faults|faults/[^/]+/let-go|news/release)"),
    ("PUT", r"/worlds/[^/]+/news"),
    ("DELETE", r"/worlds/[^/]+/faults/[^/]+"),
)
"""Method and pattern of the paths that are passed on."""

MESSAGE_HEADERS = ("headers", "request_headers", "answer_headers")


async def relay(control: ASGIApp, token: str, prefix: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Ask the control API and answer as it does, masked. Raises DecodeError if what it says is no JSON."""
    method, path = scope["method"], scope["path"].removeprefix(prefix)
    if not any(method == verb and re.fullmatch(pattern, path) for verb, pattern in OPEN):
        await say(send, 404, f"the console has no use for {method} {path}: ask the control API, with the token")
        return
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in (b"cookie", b"authorization")]
    asked = {**scope, "path": path, "raw_path": path.encode(), "root_path": ""}
    asked["headers"] = [*headers, (b"authorization", b"Bearer " + token.encode())]
    status, body = 0, bytearray()

    async def kept(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    await control(asked, receive, kept)
    masked = msgspec.json.encode(masked_answer(msgspec.json.decode(body)))
    await send_reply(send, Reply(status, masked, (("Content-Type", "application/json"),)))


def masked_answer(value: Any) -> Any:
    """Return a decoded answer with every text masked, and the headers of messages as such."""
    if isinstance(value, Mapping):
        return {
            key: mask_headers(item) if key in MESSAGE_HEADERS and _texts(item) else _masked(str(key), item)
            for key, item in value.items()
        }
    return [masked_answer(item) for item in value] if isinstance(value, list) else mask_parameters(value)


def _masked(name: str, value: Any) -> Any:
    return masked_answer(value) if isinstance(value, Mapping | list) else mask_parameters(value, name)


def _texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(item, str) for item in value.values())


async def whole_body(receive: Receive, most: int) -> bytes:
    """Return the request's body, or its first `most` bytes."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False) and len(body) < most
    return bytes(body[:most])
