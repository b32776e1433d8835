"""Looking for what a *where* means: in JSON, headers, cookies, pages, addresses. Not: its language (`where.py`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

import jsonpath
import msgspec
from selectolax.lexbor import LexborHTMLParser

from harness.descriptor.where import Where, parse
from simulator.masking import mask

LONGEST_BEGINNING = 120
"""Characters of a reply that are shown where something was not found in it."""


class Shown(Protocol):
    """What can be looked into."""

    @property
    def text(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def arrived(self) -> str:
        """The address at which the browser is now; empty where there is none."""

    def cookie(self, name: str) -> str | None:
        """Return what the browser keeps under that name."""


def find(where: str, shown: Shown) -> Any:
    """Return what stands at `where`; None if nothing does."""
    place = parse(where)
    if place is None:
        return None
    found = _found(place, shown)
    if place.part is None or found is None:
        return found
    text = found if isinstance(found, str) else msgspec.json.encode(found).decode()
    return _group(place.part, text)


def _found(place: Where, shown: Shown) -> Any:
    match place.kind:
        case "header":
            return shown.headers.get(place.what)
        case "cookie":
            return shown.cookie(place.what)
        case "css":
            return _in_page(place, shown.text)
        case "url":
            return _group(place.what, shown.arrived)
        case "regex":
            return _group(place.what, shown.text)
        case "json":
            return _in_json(place.what, shown.text)


def _in_page(place: Where, page: str) -> str | None:
    node = LexborHTMLParser(page).css_first(place.what)
    if node is None:
        return None
    if place.attribute is not None:
        return node.attributes.get(place.attribute.lower())
    return " ".join(node.text().split()) or None


def _in_json(path: str, text: str) -> Any:
    try:
        document = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None
    match = jsonpath.match(path, document)
    return None if match is None else match.obj


def _group(expression: str, text: str) -> str | None:
    found = re.search(expression, text)
    return found.group(1) if found else None


def beginning(text: str) -> str:
    """Return how a text begins, in one line and masked, for whoever is told that something is not in it."""
    line = " ".join(mask(text[: 20 * LONGEST_BEGINNING]).split())
    if not line:
        return "which is empty"
    cut = f"{line[:LONGEST_BEGINNING]}…" if len(line) > LONGEST_BEGINNING else line
    return f"which begins: {cut}"
