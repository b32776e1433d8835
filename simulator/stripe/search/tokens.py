"""A search query's text in tokens. Not: what they mean together.

Source: Stripe, "Search query language": values stand in quotation marks of either kind, numbers need none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from simulator.stripe.errors import search as search_errors

Kind = Literal["text", "number", "word", "operator", "minus", "open", "close", "end"]

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
  | (?P<number>[0-9]+(?:\.[0-9]+)?)(?![\w.])
  | (?P<word>[A-Za-z_][\w.]*)
  | (?P<operator>>=|<=|[:~=<>])
  | (?P<minus>-)
  | (?P<open>\[)
  | (?P<close>\])
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ESCAPED = re.compile(r"""\\(["'\\])""")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query. `text` is what it says, without its quotation marks; `apart`: space stands before it."""

    kind: Kind
    text: str
    apart: bool


def tokens(query: str) -> list[Token]:
    """Return the tokens of a query, with one of kind `end` after the last. Raises the refusal for anything else."""
    found: list[Token] = []
    at, apart = 0, True
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            raise search_errors.unreadable()
        at = match.end()
        if match.lastgroup == "space":
            apart = True
            continue
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # the groups are named after the kinds
        text = match.group()
        found.append(Token(kind, _unquoted(text) if kind == "text" else text, apart))
        apart = False
    return [*found, Token("end", "", apart)]


def _unquoted(text: str) -> str:
    """Return what stands in the quotation marks; a backslash before anything but a mark or a backslash is itself."""
    return _ESCAPED.sub(r"\1", text[1:-1])
