r"""A *where* as data: which part of a reply the descriptor means. Not: looking for it (`harness/target/finding.py`).

$.order.id                          a JSONPath
header:Location                     a header of the reply
cookie:order                        a cookie that the browser has after the reply
css:.order-no                       the text of the first element that a CSS selector finds in a page
css:input[name=csrf]@value          an attribute of it
url:/orders/(\d+)                    the group of an expression, over the address at which the browser arrives
regex:no\. (\d+)                     the same, over the body
$.client_secret | regex:(pi_\w+?)_   the group of an expression, over what the part before it finds
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["json", "header", "cookie", "css", "url", "regex"]
NAMED: tuple[Kind, ...] = ("header", "cookie", "css", "url", "regex")
"""What stands before the colon."""
PART = " | regex:"
"""What stands between a place and the expression that takes a part out of what is found there."""

_ATTRIBUTE = re.compile(r"(.*[^@])@([A-Za-z_:][\w:.-]*)", re.DOTALL)


class Where(NamedTuple):
    """A place in a reply."""

    kind: Kind
    what: str
    """A JSONPath, the name of a header or a cookie, a selector, or an expression."""
    attribute: str | None = None
    """Of the element that the selector finds; None: its text."""
    part: str | None = None
    """An expression with one group, which is the value."""


def parse(text: str) -> Where | None:
    """Return the place that `text` means, or None if it begins like none."""
    place, piped, part = text.partition(PART)
    within = part if piped else None
    if place.startswith("$"):
        return Where("json", place.strip(), part=within)
    named, colon, what = place.partition(":")
    kind = next((kind for kind in NAMED if kind == named), None)
    if kind is None or not colon:
        return None
    if kind in ("header", "cookie"):
        return Where(kind, what.strip(), part=within)
    found = _ATTRIBUTE.fullmatch(what) if kind == "css" else None
    if found is not None:
        return Where(kind, found[1].strip(), found[2], within)
    return Where(kind, what.strip() if kind == "css" else what, part=within)
