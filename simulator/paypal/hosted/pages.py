"""PayPal's pages as `hosting.py` renders them. Not: what the pages do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from simulator.hosting import Pages
from simulator.provider import Reply

ASSETS = Path(__file__).parent / "assets"
_FRAME = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; base-uri 'none'"

_PAGES = Pages(ASSETS, policy_with_scripts=_FRAME)
page, script = _PAGES.page, _PAGES.script


def finished(event: str, order: str, *, payer: str = "", liability: str = "") -> Reply:
    """Return the page that tells the script of a shop's page how it ended, and goes."""
    return page("finished.html", scripts=True, event=event, order=order, payer=payer, liability=liability)


def json_reply(status: int, shown: Any) -> Reply:
    return Reply(
        status, msgspec.json.encode(shown), (("Content-Type", "application/json"), ("Cache-Control", "no-store"))
    )
