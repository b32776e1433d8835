"""A reply of the target as the doctor tells it: short, redacted, and whether it looks like no page at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from harness.doctor.seen import Page
from harness.failures import NoVerdict
from harness.target.requests import Browser, Replied

LONGEST_BODY = 160
MOST_PLACES = 12
NOWHERE = "assay-surely-not-here"

Redact = Callable[[str], str]


def page(replied: Replied, redact: Redact, *, like_no_page: bool = False) -> Page:
    """Return the reply, short."""
    return Page(
        told=redact(replied.told),
        status=replied.status,
        body=redact(" ".join(replied.text.split()))[:LONGEST_BODY],
        places=tuple(leaves(replied))[:MOST_PLACES],
        like_no_page=like_no_page,
    )


def is_like_no_page(replied: Replied, browser: Browser, content: bytes | None = None) -> bool:
    """Ask for an address of the same form that surely does not exist, and compare the answers.

    Frameworks have one page for what is not there, be it the address or the thing; so both are asked for their OPTIONS
    too, which changes nothing, and which they answer by address alone.
    """
    method, _, path = replied.told.partition(" ")
    path = path.partition("?")[0]
    elsewhere = f"/{NOWHERE}{path}"
    other = browser.ask(method, elsewhere, content, {"Content-Type": "application/json"}, quiet=True)
    if other.status != replied.status or _without(other.text, elsewhere) != _without(replied.text, path):
        return False
    return options(browser, path) == options(browser, elsewhere)


def options(browser: Browser, path: str) -> int | None:
    """Return how the address answers OPTIONS; None: not at all."""
    try:
        return browser.ask("OPTIONS", path, None, {}, quiet=True).status
    except NoVerdict:
        return None


def _without(text: str, path: str) -> str:
    return text.replace(path, "").replace(path.lstrip("/"), "")


def leaves(replied: Replied) -> dict[str, str]:
    """Return every single value of a JSON reply by its JSONPath, in order; {} if it is none."""
    try:
        document = msgspec.json.decode(replied.text)
    except msgspec.DecodeError:
        return {}
    return dict(_below(document, "$"))


def _below(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            named = f".{key}" if str(key).isidentifier() else f"['{key}']"
            yield from _below(item, f"{place}{named}")
    elif isinstance(value, list):
        for nth, item in enumerate(value):
            yield from _below(item, f"{place}[{nth}]")
    elif value is not None:
        yield place, str(value)
