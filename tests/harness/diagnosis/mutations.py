"""An event as providers send it, and what frameworks, logs and gateways make of its bytes. Not: a test."""

from __future__ import annotations

import base64
import gzip
import html
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "type": "payment_intent.succeeded",
    "livemode": False,
    "created": 1_764_300_000,
    "data": {
        "object": {
            "name": "Zoë <b>&'=",
            "url": "https://shop.example/a",
            "rates": [1.50, -2e3, {}, []],
            "note": "😀",
        }
    },
}
COMPACT = json.dumps(EVENT, separators=(",", ":"), ensure_ascii=False).encode()
PRETTY = json.dumps(EVENT, indent=2, ensure_ascii=False).encode()

MANGLED: dict[str, Callable[[bytes], bytes]] = {
    "a newline at its end": lambda body: body + b"\n",
    "white space around": lambda body: b" " + body + b"\r\n\r\n",
    "byte order mark": lambda body: b"\xef\xbb\xbf" + body,
    "encoded twice": lambda body: body.decode("latin-1").encode(),
    "UTF-16": lambda body: body.decode().encode("utf-16"),
    "base64": base64.b64encode,
    "gzip": gzip.compress,
    "a JSON string": lambda body: json.dumps(body.decode()).encode(),
    "Python's repr": lambda body: repr(body).encode(),
    "a gateway": lambda body: json.dumps(
        {"httpMethod": "POST", "body": body.decode(), "isBase64Encoded": False}
    ).encode(),
    "a gateway, base64": lambda body: json.dumps(
        {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    ).encode(),
    "Node's Buffer": lambda body: json.dumps({"type": "Buffer", "data": list(body)}).encode(),
    "a form": lambda body: b"payload=" + quote(body).encode(),
    "percent signs": lambda body: quote(body).encode(),
    "HTML": lambda body: html.escape(body.decode()).encode(),
    "parsed, compact": lambda body: json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False).encode(),
    "parsed, Python's own way": lambda body: json.dumps(json.loads(body)).encode(),
    "parsed, pretty": lambda body: json.dumps(json.loads(body), indent=4, ensure_ascii=False).encode(),
    "parsed, PHP's own way": lambda body: (
        json.dumps(json.loads(body), separators=(",", ":")).replace("/", "\\/").encode()
    ),
}
"""What is done to the bytes on their way."""
