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

ASSETS = Path(__file__).parent / "assets"

_SELF_ONLY = "default-src 'none'; style-src 'unsafe-inline'; form-action *; base-uri 'none'"
_FRAME = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self' 'unsafe-inline'; connect-src 'self'"


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined)


def page(template: str, status: int = 200, *, scripts: bool = False, **values: Any) -> Reply:
    """Return a page; nothing on it comes from anywhere else, and without `scripts` none runs."""
    html = _environment().get_template(template).render(values)
    return Reply(
        status,
        html.encode(),
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


def see_other(url: str) -> Reply:
    """Send the browser on. An address is a merchant's: letters that no header may have are escaped in it."""
    return Reply(303, b"", (("Location", quote(url, safe=LEFT_ALONE)), ("Cache-Control", "no-store")))


def bad_request() -> Reply:
    """What stands before the API answers to a NUL in a path, which never reaches it.

    Seen in public: an HTML page of nginx, at which SDKs stumble (stripe-php, issue 1817 and pull request 1811). That it
    is a NUL which issue 1817 is about is unconfirmed.
    """
    told = "400 Bad Request"
    html = (
        f"<html>\r\n<head><title>{told}</title></head>\r\n<body>\r\n<center><h1>{told}</h1></center>\r\n"
        "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    )
    return Reply(400, html.encode(), (("Content-Type", "text/html"),))
