"""PayPal's pages as `hosting.py` renders them. Not: what the pages do."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import msgspec

from simulator.hosting import Pages, see_other
from simulator.provider import Reply

ASSETS = Path(__file__).parent / "assets"
_FRAME = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; base-uri 'none'"

_PAGES = Pages(ASSETS, policy_with_scripts=_FRAME)
page, script = _PAGES.page, _PAGES.script


def finished(event: str, order: str, *, payer: str = "", liability: str = "", subscription: str = "") -> Reply:
    """Return the page that tells the script of a shop's page how it ended, and goes."""
    told: dict[str, Any] = {"order": order, "payer": payer, "liability": liability, "subscription": subscription}
    return page("finished.html", scripts=True, event=event, **told)


def back(url: str | None, more: dict[str, str]) -> Reply:
    """Send the buyer back to the merchant; where no address is known they stay."""
    if not url:
        return page("message.html", title="Approved", message="You can close this page: the merchant goes on.")
    return see_other(with_query(url, {key: value for key, value in more.items() if value}))


def with_query(url: str, more: dict[str, str]) -> str:
    """Return an address with further parameters after its own (recorded)."""
    parts = urlsplit(url)
    query = "&".join(one for one in (parts.query, urlencode(more)) if one)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))


def json_reply(status: int, shown: Any) -> Reply:
    return Reply(
        status, msgspec.json.encode(shown), (("Content-Type", "application/json"), ("Cache-Control", "no-store"))
    )
