"""Stripe's pages as `hosting.py` renders them, and the one that stands before its API. Not: what the pages do."""

from __future__ import annotations

from pathlib import Path

from simulator.hosting import Pages
from simulator.provider import Reply

_FRAME = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self' 'unsafe-inline'; connect-src 'self'"

_PAGES = Pages(Path(__file__).parent / "assets", policy_with_scripts=_FRAME)
page, script = _PAGES.page, _PAGES.script


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
