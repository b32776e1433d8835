"""Protection: we hear when a browser had to block something on our pages. Not: the policy itself (`edge.py`).

Anybody can post here, so a report is a hint and no more: of it only the directive and the blocked site are written
down, and no more lines a minute than a person could read.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from reference_app.checkout.card_guard import card_like
from reference_app.logs import log

router = APIRouter(include_in_schema=False)

PATH = "/csp-reports"
LINES_A_MINUTE = 60

_WORD = re.compile(r"[a-z-]{1,40}")
_SITE = re.compile(r"[A-Za-z0-9.-]{1,80}")


class Budget:
    """How many more lines may be written in this minute."""

    def __init__(self) -> None:
        self._minute = -1
        self._left = 0

    def take(self) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._left = minute, LINES_A_MINUTE
        self._left -= 1
        return self._left >= 0


@router.post(PATH)
async def reported(request: Request) -> Response:
    """Take a report in either form: `application/csp-report`, or a list of `application/reports+json`."""
    for directive, site in violations(await request.body()):
        if request.app.state.reports.take():
            log("page_blocked_something", directive=directive, site=site)
    return Response(status_code=204)


def violations(raw: bytes) -> list[tuple[str, str]]:
    """Return directive and blocked site of each report; what is no report is passed over."""
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        return []
    reports = told if isinstance(told, list) else [told]
    bodies = [one.get("csp-report") or one.get("body") for one in reports if isinstance(one, dict)]
    return [_named(body) for body in bodies if isinstance(body, dict)]


def _named(body: dict[str, Any]) -> tuple[str, str]:
    directive = str(body.get("effectiveDirective") or body.get("effective-directive") or body.get("violated-directive"))
    blocked = str(body.get("blockedURL") or body.get("blocked-uri") or "")
    try:
        site = urlsplit(blocked).hostname or blocked
    except ValueError:
        site = ""
    known = _SITE.fullmatch(site) and not card_like(site)
    return (directive if _WORD.fullmatch(directive) else "unknown", site if known else "unknown")
