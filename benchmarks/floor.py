"""The floor: the least that a stateful server in Python does. It parses a form, keeps 1 KB, and answers with it.

No routes, no validation, no idempotency, no journal, no events. It is served by the same protocol and event loop as the
simulator, so that the ratio of the two is what the simulator itself costs.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

SIZE = 1024

Message = MutableMapping[str, Any]


def floor() -> Callable[..., Awaitable[None]]:
    """Return an ASGI application that keeps what is posted and shows it again under its id."""
    kept: dict[str, bytes] = {}
    numbers = count(1)

    async def app(scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[..., Any]) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] == "POST":
            fields = dict(parse_qsl((await receive())["body"].decode()))
            name = f"obj_{next(numbers):024d}"
            told = ",".join(f'"{key}":"{value}"' for key, value in fields.items())
            head = f'{{"id":"{name}",{told},"padding":"'
            kept[name] = f'{head}{"x" * (SIZE - len(head) - 2)}"}}'.encode()
        else:
            name = scope["path"].rpartition("/")[2]
        body = kept[name]
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


if __name__ == "__main__":
    uvicorn.run(floor(), host="127.0.0.1", port=int(sys.argv[1]), http="httptools", loop="uvloop", log_level="error")
