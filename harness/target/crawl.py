"""What a browser gets of the target: its pages, the scripts and source maps that they name. Not: running any of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from harness.descriptor.model import HttpRequest
from harness.descriptor.template import as_it_is

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.requests import Replied
    from harness.target.target import Target

MOST = 60
"""Addresses that are asked for at most."""
NAMED = re.compile(
    r"""(?:href|src|action)\s*=\s*["']([^"'#]+)|sourceMappingURL=(\S+)|\bimport\s[^;]*?["']([^"']+)["']"""
)
NO_TEXT = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".woff", ".woff2", ".pdf", ".zip", ".mp4")


def pages(target: Target, order: Order) -> dict[str, str]:
    """Return the text of every page, script and map that can be reached from the first page and the buyer's own pages.

    `order` is unpaid: its payment page and the page after payment are opened by its buyer. What only a script asks for
    is not found.
    """
    declared = target.descriptor.checkout.page
    first = [HttpRequest(path="/"), *([declared] if declared else [])]
    found: dict[str, str] = {}
    waiting: list[str] = []
    for request in first:
        waiting += _read(order.browser.send(request, order.values, quiet=True), target, found)
    if target.descriptor.return_ is not None:
        waiting += _read(target.open_return_page(order, {}), target, found)
    asked: set[str] = set()
    while waiting and len(asked) < MOST:
        path = waiting.pop(0)
        if path not in asked:
            asked.add(path)
            waiting += _read(order.browser.send(HttpRequest(path=as_it_is(path)), {}, quiet=True), target, found)
    return found


def is_markup(text: str) -> bool:
    """Whether a text is a page, and not data."""
    return re.search(r"<!doctype html|<html|<body|<script", text, re.IGNORECASE) is not None


def _read(replied: Replied, target: Target, found: dict[str, str]) -> list[str]:
    """Keep the text of a reply, and return the addresses of this target that it names."""
    if replied.status >= 400 or not replied.text:
        return []
    found[replied.told] = replied.text
    return list(_named(replied, target.instance.base_url))


def _named(replied: Replied, base_url: str) -> Iterator[str]:
    here = replied.told.partition(" ")[2]
    for groups in NAMED.findall(replied.text):
        address = urlsplit(urljoin(f"{base_url}{here}", next(filter(None, groups), "").strip()))
        own = f"{address.scheme}://{address.netloc}" == base_url
        if own and not address.path.lower().endswith(NO_TEXT) and "logout" not in address.path:
            yield address.path + (f"?{address.query}" if address.query else "")
