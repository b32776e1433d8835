"""Protection: what a cookie is good for, only our own pages can ask for. Not: who owns what.

A browser sends a cookie along with whatever page it is on; `SameSite=Lax` keeps it out of other sites' requests, and
this is the second lock, for sister domains and old browsers. A request that carries no cookie of ours, such as a
guest's with a token or the provider's webhook, has nothing that could be abused and is not asked.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from reference_app import audit
from reference_app.refusal import RefusalError

READING = ("GET", "HEAD", "OPTIONS")


def from_our_pages(origin: str | None, public_url: str) -> bool:
    """Say whether a request says that a page of ours sent it. None, and `null`, is no such word.

    Browsers name the origin whenever they send anything but GET and HEAD; a form says `null` under our
    Referrer-Policy, so our pages send by fetch.
    """
    parts = urlsplit(public_url)
    return origin == f"{parts.scheme}://{parts.netloc}"


def must_be_ours(request: Request) -> None:
    """Refuse (403) a request that changes something and was not sent by a page of ours."""
    public_url = request.app.state.shop.settings.public_url
    if request.method not in READING and not from_our_pages(request.headers.get("origin"), public_url):
        audit.record("cross_site_refused", actor=audit.UNKNOWN, subject=None, result="refused", method=request.method)
        raise RefusalError(403, "cross_site", "This can only be asked for from our own pages.")
