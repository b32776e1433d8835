"""A page as a browser receives it, from the reply that brought it. Not: fetching it, nor judging it."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from harness.observation import Page, Script

if TYPE_CHECKING:
    import httpx

BODY = ("body", "main", "form", "div", "p", "h1")
"""Elements that end the head even where no tag says so; a policy in a `<meta>` after them is ignored."""


class _Reader(HTMLParser):
    """Reads the elements that bear on how a page is framed in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.in_meta: list[str] = []
        self.referrer: str | None = None
        self.scripts: list[tuple[str | None, str | None]] = []
        self.card_fields = False
        self._in_head = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in BODY:
            self._in_head = False
        if tag == "meta":
            self._meta(given)
        elif tag == "script":
            self.scripts.append((given.get("src") or None, given.get("nonce") or None))
        elif tag == "input" and given.get("autocomplete", "").startswith("cc-"):
            self.card_fields = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self._in_head = False

    def _meta(self, given: dict[str, str]) -> None:
        content = given.get("content", "").strip()
        if self._in_head and given.get("http-equiv", "").lower() == "content-security-policy" and content:
            self.in_meta.append(content)
        if given.get("name", "").lower() == "referrer" and content:
            self.referrer = content


def seen(
    url: str, status: int, headers: httpx.Headers, text: str, *, hosts_fields: Callable[[list[str | None]], bool]
) -> Page:
    """Return the page that a reply brought.

    `hosts_fields` is asked, with the origins of its scripts, whether payment fields are on a page that has no field for
    a card itself.
    """
    reader = _Reader()
    reader.feed(text)
    scripts = tuple(Script(src=src and urljoin(url, src.strip()), nonce=nonce) for src, nonce in reader.scripts)
    return Page(
        url=url,
        status=status,
        is_markup=headers.get("content-type", "").lower().startswith(("text/html", "application/xhtml")),
        policies=tuple(headers.get_list("content-security-policy")),
        in_meta=tuple(reader.in_meta),
        report_only=tuple(headers.get_list("content-security-policy-report-only")),
        cache_control=headers.get("cache-control"),
        referrer_policy=reader.referrer or headers.get("referrer-policy"),
        frame_options=headers.get("x-frame-options"),
        scripts=scripts,
        hosts_fields=reader.card_fields or hosts_fields([script.origin for script in scripts]),
    )
