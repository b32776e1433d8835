"""Sending a whole reply over ASGI, with the headers that each of the console's replies has. Not: what it says."""

from __future__ import annotations

import msgspec
from starlette.types import Send

from simulator.provider import Reply

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

SAFE: tuple[tuple[str, str], ...] = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
"""Nothing comes from elsewhere, no page frames or reads this one, and nothing of it is left in a cache.

The referrer is told to this origin: with `no-referrer` a browser sends the form of the door with the origin `null`.
"""


async def send_reply(send: Send, reply: Reply) -> None:
    """Send a reply."""
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in (*reply.headers, *SAFE)]
    headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


async def say(send: Send, status: int, sentence: str) -> None:
    """Refuse with one sentence, as the control API does."""
    body = msgspec.json.encode({"error": sentence})
    await send_reply(send, Reply(status, body, (("Content-Type", "application/json"),)))
