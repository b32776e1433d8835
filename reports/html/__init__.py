"""report.html: one file for people and auditors, offline, without a script, for screen, paper and ear. Not: a gate.

All evidence is text that an attacker may have written. Every value that enters the page is made visible (`finalize`)
and escaped, and the page forbids by its own policy whatever is not its one style sheet, known by its digest.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

import jinja2
import markupsafe
import msgspec

from harness.results import Results
from reports.html import view
from reports.text import visible

HERE = Path(__file__).parent
MOST_BYTES = 3_000_000


class Limits(msgspec.Struct, frozen=True):
    """How much evidence is shown: entries of a check and characters of an excerpt, of findings and of all others."""

    finding_entries: int
    finding_excerpt: int
    entries: int
    excerpt: int


LADDER = (
    Limits(100, 4_000, 100, 4_000),
    Limits(100, 4_000, 40, 1_000),
    Limits(100, 4_000, 20, 400),
    Limits(60, 2_000, 10, 200),
    Limits(40, 1_000, 6, 200),
    Limits(40, 400, 6, 120),
    Limits(20, 400, 6, 0),
    Limits(12, 200, 3, 0),
    Limits(6, 120, 0, 0),
    Limits(0, 0, 0, 0),
)
"""From all of it to none: the first that keeps the page below MOST_BYTES is used. Findings keep theirs the longest."""
ENTRY_BYTES = 300
"""What an entry costs in markup, about."""


def render(results: Results) -> bytes:
    """Return report.html. The same results give the same bytes."""
    page = view.page(results)
    first = next((place for place, limits in enumerate(LADDER) if _estimate(results, limits) < MOST_BYTES), -1)
    document = b""
    for limits in LADDER[first:]:
        document = _render(page, limits)
        if len(document) < MOST_BYTES:
            break
    return document


def _estimate(results: Results, limits: Limits) -> int:
    """Return about how many bytes the evidence takes: rendering a page of many megabytes to see that is slow."""
    total = 0
    for check in results.checks:
        found = check.verdict == "fail"
        most = limits.finding_excerpt if found else limits.excerpt
        for entry in check.evidence[: limits.finding_entries if found else limits.entries]:
            excerpts = sum(min(most, len(text)) for text in (entry.sent, entry.seen) if text)
            total += ENTRY_BYTES + len(entry.summary) + excerpts
    return total


def _render(page: view.Page, limits: Limits) -> bytes:
    style = _style(page)
    text = (
        _templates()
        .get_template("page.html.jinja")
        .render(
            page=page,
            limits=limits,
            style=markupsafe.Markup(style),  # noqa: S704 - ours, but for the escaped head line of `_style`
            digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        )
    )
    return text.encode()


def _style(page: view.Page) -> str:
    """Return the style sheet, with the line that heads every printed page."""
    sheet = (HERE / "style.css").read_text(encoding="utf-8")
    return sheet.replace("RUNNING HEAD", view.css_text(page.running_head))


@functools.cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(view.FILTERS)
    return made


def _shown(value: object) -> object:
    """Return what an expression of a template prints: text of others with its control characters made visible."""
    if isinstance(value, str) and not isinstance(value, markupsafe.Markup):
        return visible(value)
    return value
