"""Square's pages as `hosting.py` renders them, and what a page of a shop may read. Not: what the pages do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from simulator.hosting import Pages
from simulator.provider import Reply

_FRAME = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; base-uri 'none'"

_ANY_ORIGIN = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Content-Type"),
)

_PAGES = Pages(Path(__file__).parent / "assets", policy_with_scripts=_FRAME)
page, script = _PAGES.page, _PAGES.script


def json_reply(status: int, shown: Any) -> Reply:
    """Return JSON, or nothing at all, that a page of any origin may read."""
    body = b"" if shown is None else msgspec.json.encode(shown)
    return Reply(status, body, (("Content-Type", "application/json"), *_ANY_ORIGIN))
