"""Rendering: templates, scripts and replies of what a browser sees. Not: what the pages do."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulator.provider import Reply

ASSETS = Path(__file__).parent / "assets"

_SELF_ONLY = "default-src 'none'; style-src 'unsafe-inline'; form-action *; base-uri 'none'"
_FRAME = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; base-uri 'none'"

_ANY_ORIGIN = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Content-Type"),
)


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined)


def page(template: str, status: int = 200, *, scripts: bool = False, **values: Any) -> Reply:
    """Return a page; nothing on it comes from anywhere else, and without `scripts` none runs."""
    return Reply(
        status,
        _environment().get_template(template).render(values).encode(),
        (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", _FRAME if scripts else _SELF_ONLY),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
        ),
    )


def script(name: str) -> Reply:
    """Return one of our scripts; a page of any origin may load it."""
    headers = (
        ("Content-Type", "text/javascript; charset=utf-8"),
        ("Access-Control-Allow-Origin", "*"),
        ("Cache-Control", "no-cache"),
    )
    return Reply(200, (ASSETS / name).read_bytes(), headers)


def json_reply(status: int, shown: Any) -> Reply:
    """Return JSON, or nothing at all, that a page of any origin may read."""
    body = b"" if shown is None else msgspec.json.encode(shown)
    return Reply(status, body, (("Content-Type", "application/json"), *_ANY_ORIGIN))
