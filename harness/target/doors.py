"""Routes for tests and for looking inside, tried at a target: which answer. Not: judging that.

A page that answers every address alike, as many single-page shops do, opens nothing: an address that exists nowhere is
asked for first. A form that asks for a password is a door that is shut.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from harness.descriptor.model import HttpRequest
from harness.observation import Door

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.requests import Replied
    from harness.target.target import Target


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of door: the addresses at which it is looked for, and how it shows that it is one."""

    what: str
    paths: str
    is_one: Callable[[str], bool]
    grave: bool = True


def _says(pattern: str) -> Callable[[str], bool]:
    shape = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    return lambda text: shape.search(text) is not None


SORTS = (
    Sort(
        "the files of the server",
        "/.env /.git/HEAD /.git/config /config.json /settings.py /.aws/credentials",
        _says(r"^\s*[A-Z][A-Z0-9_]{3,}\s*=|^ref: refs/|\[core\]|secret_?key|aws_access"),
    ),
    Sort(
        "a page for debugging",
        "/debug /_debug /__debug__/ /__debugger__ /console /_profiler /telescope /horizon /debug/vars /debug/pprof/"
        " /phpinfo.php /server-status /rails/info/routes /actuator /actuator/env",
        _says(r"debug|profiler|telescope|horizon|cmdline|pprof|phpinfo|server status|_links|propertySources|routes"),
    ),
    Sort(
        "a description of the API",
        "/docs /redoc /openapi.json /swagger /swagger.json /swagger-ui/ /api-docs /v3/api-docs",
        _says(r"swagger|openapi|redoc"),
        grave=False,
    ),
    Sort(
        "figures of the process",
        "/metrics /actuator/prometheus /stats /status/metrics",
        _says(r"^# (?:HELP|TYPE) |process_cpu_seconds"),
        grave=False,
    ),
)
"""Sources: OWASP WSTG-CONF-05 and -08; where frameworks of the official SDKs' languages put these by default."""

TEST_DOORS = (
    "/test/mark-paid /test/mark-paid/{order} /test/pay/{order} /test/orders/{order}/pay /test/complete/{order}"
    " /orders/{order}/mark-paid /orders/{order}/paid /orders/{order}/complete /debug/orders/{order}/pay"
    " /dev/pay/{order} /api/test/pay/{order} /__test__/pay/{order} /simulate/payment/{order} /fake-payment/{order}"
    " /test/webhook /webhooks/test /webhook/test /simulate-webhook"
)
"""Helpers of testers, by the names that they are given; each is told the order in its address and in its body."""

COMPARED = 4000
ALIKE = 0.9


def of_the_inside(target: Target) -> tuple[int, list[Door]]:
    """Ask for every likely address of the inside; return how many were tried, and those that answered as such."""
    stranger = target.browser.another()
    nowhere = stranger.send(HttpRequest(path=f"/{target.unique()}-is-nowhere"), {}, quiet=True)
    opened, tried = [], 0
    for sort in SORTS:
        for path in sort.paths.split():
            replied = stranger.send(HttpRequest(path=path), {}, quiet=True)
            tried += 1
            if _opens(replied, nowhere) and sort.is_one(replied.text):
                opened.append(Door(f"GET {path}", sort.what, replied.status, grave=sort.grave))
    return tried, opened


def of_testers(target: Target, order: Order) -> tuple[int, list[Door]]:
    """Send what would pay `order` without money, likely addresses and declared ones; return as `of_the_inside`."""
    stranger = target.browser.another()
    nowhere = stranger.send(HttpRequest(path=f"/{target.unique()}-is-nowhere", method="POST", json={}), {}, quiet=True)
    body = {"order": "{order}", "order_id": "{order}", "status": "paid"}
    likely = [HttpRequest(path=path, method="POST", json=body) for path in TEST_DOORS.split()]
    requests = [*likely, *target.descriptor.target.profiles["live"].absent]
    answers = [(request, stranger.send(request, order.values, quiet=True)) for request in requests]
    opened = [
        Door(f"{request.method} {request.path}", "a door for testers", replied.status, grave=True)
        for request, replied in answers
        if _opens(replied, nowhere)
    ]
    return len(requests), opened


def _opens(replied: Replied, nowhere: Replied) -> bool:
    """Whether this answers, and otherwise than an address that does not exist; tokens and times may differ."""
    if not 200 <= replied.status < 300 or 'type="password"' in replied.text:
        return False
    if not 200 <= nowhere.status < 300:
        return True
    return SequenceMatcher(None, replied.text[:COMPARED], nowhere.text[:COMPARED]).quick_ratio() < ALIKE
