"""Rendering: templates and replies of the pages that a buyer sees. Not: what the pages do."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulator.provider import Reply

LEFT_ALONE = "!#$%&'()*+,/:;=?@[]~"
"""Letters of an address that mean something in it, or are escapes already."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action *; base-uri 'none'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "assets"), autoescape=True, undefined=StrictUndefined
    )


def page(template: str, status: int = 200, **values: Any) -> Reply:
    """Return a page; nothing on it comes from anywhere else, and no script runs."""
    html = _environment().get_template(template).render(values)
    return Reply(
        status,
        html.encode(),
        (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", _POLICY),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
        ),
    )


def see_other(url: str) -> Reply:
    """Send the browser on. An address is a merchant's: letters that no header may have are escaped in it."""
    return Reply(303, b"", (("Location", quote(url, safe=LEFT_ALONE)), ("Cache-Control", "no-store")))
