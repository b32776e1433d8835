"""The console's files and its two pages. Not: who may see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulator.provider import Reply

ASSETS = Path(__file__).parent / "assets"

KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def page(cookie: str | None = None) -> Reply:
    """Return the console's page."""
    return _html(200, "console.html", cookie=cookie)


def sign_in(status: int, *, mistake: str = "", location: str | None = None, cookie: str | None = None) -> Reply:
    """Return the page that asks for the token; with `location` the browser is sent on at once."""
    reply = _html(status, "sign_in.html", cookie=cookie, mistake=mistake)
    if location is None:
        return reply
    return Reply(status, b"", (*reply.headers, ("Location", location)))


def _html(status: int, name: str, cookie: str | None, **values: str) -> Reply:
    headers = (("Content-Type", "text/html; charset=utf-8"), *((("Set-Cookie", cookie),) if cookie else ()))
    return Reply(status, _environment().get_template(name).render(values).encode(), headers)


def _file(path: Path) -> Reply:
    return Reply(200, path.read_bytes(), (("Content-Type", f"{KINDS[path.suffix]}; charset=utf-8"),))


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined)


FILES: Mapping[str, Callable[[], Reply]] = {
    path.name: partial(_file, path) for path in sorted(ASSETS.iterdir()) if path.suffix in KINDS
}
"""By the name in the address: only what is in this folder is ever served."""
