"""Where a target sends a buyer who pays on a page of the provider's, and whether that is one. Not: judging it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.providers import KINDS
from harness.target.requests import client
from harness.windows.api_calls import HARNESS_AGENT

if TYPE_CHECKING:
    from harness.target.checkout import Tried
    from harness.target.order import Order
    from harness.target.target import Target

ADDRESS = re.compile(r"""https?://[^\s"'<>\\]+""")


def dead_end(target: Target, order: Order, tried: Tried) -> str | None:
    """Return the address at the provider to which the buyer is sent, if no page is there and none behind another.

    None: he can pay there, or nothing of what his browser was told by the target leads to the provider.
    """
    if not KINDS[order.kind].hosted:
        return None
    stuck = None
    for address in _at_the_provider(target, _told(target, order, tried)):
        with client() as browser:
            reply = browser.get(address, headers={"User-Agent": HARNESS_AGENT})
        kind = reply.headers.get("content-type", "").partition(";")[0]
        target.notebook.add("note", f"the buyer is sent on to {address}: {reply.status_code} {kind}")
        if kind == "text/html" and reply.is_success:
            return None
        if not reply.is_success:
            stuck = stuck or address
    return stuck


def _told(target: Target, order: Order, tried: Tried) -> Iterable[str]:
    """Yield what the buyer's browser was answered: to the checkout, and where it opens the page to pay on."""
    page = target.descriptor.checkout.page
    for replied in (tried.replied, *([] if page is None else [order.browser.send(page, order.values)])):
        yield f"{replied.headers.get('location') or ''}\n{replied.text}"


def _at_the_provider(target: Target, texts: Iterable[str]) -> Iterable[str]:
    provider = urlsplit(target.instance.settings[target.provider]["base_url"]).netloc
    plain = (html.unescape(text).replace("\\/", "/") for text in texts)
    found = (address for text in plain for address in ADDRESS.findall(text))
    return dict.fromkeys(address for address in found if urlsplit(address).netloc == provider)
