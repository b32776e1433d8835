"""What a target says when something goes wrong, and what in it is for nobody's eyes. Not: making it go wrong.

Shapes of stack traces and of database errors: what frameworks of the official SDKs' languages print by default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.target.requests import Replied
    from harness.target.target import Target


def _any(*shapes: str) -> re.Pattern[str]:
    return re.compile("|".join(shapes), re.MULTILINE)


INSIDE = {
    "a stack trace": _any(
        r"Traceback \(most recent call last\)",
        r"File \"[^\"]+\", line \d+",
        r"^\s*at .+\(.+:\d+:\d+\)",
        r"\bat [\w.$]+\(\w+\.(?:java|kt):\d+\)",
        r"Stack trace:|#\d+ /\S+\.php\(\d+\)|in /\S+\.php on line \d+",
        r"goroutine \d+ \[",
        r"\.rb:\d+:in ",
        r"\bat .+ in .+\.cs:line \d+",
    ),
    "a page for debugging": _any(r"Werkzeug Debugger|__debugger__|DEBUG = True|Whoops, looks like|better_errors"),
    "a database's own words": _any(
        r"sqlalchemy\.exc|sqlite3\.\w+Error|psycopg|SQLSTATE\[|ORA-\d{5}|PrismaClient\w*Error|database is locked",
        r"near \"[^\"]*\": syntax error",
        r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b[^<]{1,200}\b(?:FROM|VALUES|SET|WHERE)\b",
    ),
    "the bank's reason": _any(
        r"\b(?:lost_card|stolen_card|fraudulent|pickup_card|merchant_blacklist)\b|reported (?:lost|stolen)"
    ),
}
"""Of the bank's reasons these must not be told: whoever tries stolen cards learns which. Stripe, "Decline codes"."""
SHOWN = 24
"""Characters of a hit that are shown."""


def leaks(target: Target, replied: Replied, canaries: Mapping[str, str]) -> list[str]:
    """Return what a reply tells that is for nobody outside: `canaries` are further texts, by what they are."""
    text = "\n".join([*(f"{name}: {value}" for name, value in replied.headers.items()), replied.text])
    folder = str(target.instance.cwd)
    exact = {**target.secrets(), **canaries, **({"a path on the server": folder} if len(folder) > 1 else {})}
    found = [what for what, words in exact.items() if words in text]
    found += [
        f"{what} (“{text[hit.start() : hit.start() + SHOWN]}…”)"
        for what, shape in INSIDE.items()
        if (hit := shape.search(text))
    ]
    return [f"{replied.told} answered {replied.status} with {what}" for what in found]
