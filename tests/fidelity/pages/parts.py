"""What the pages share: tables, lists in prose, and the rows of the ledger. Pure. Not: whole pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

STATUSES = ("recorded", "documented", "unconfirmed")

Fact = Mapping[str, Any]
"""A row of the ledger."""


def status(fact: Fact) -> str:
    """Return how sure a fact is: recorded of the real service, documented or logged, or unconfirmed."""
    if not fact["confirmed"]:
        return "unconfirmed"
    return "recorded" if "recorded" in re.split(r"\W+", fact["source"]) else "documented"


def how_sure(facts: Sequence[Fact]) -> str:
    """Return how many facts are how sure."""
    known = [status(fact) for fact in facts]
    return ", ".join(f"{known.count(word)} {word}" for word in STATUSES)


def behaviours(facts: Sequence[Fact], provider: str, whose: str) -> list[str]:
    """Return the section about the rows of the ledger; `whose` says what of the provider's speaks beside its words."""
    return [
        "## Behaviours",
        "",
        f"*Recorded*: seen in answers of the real service. *Documented*: stated by {provider}, or done by {whose}.",
        "*Unconfirmed*: our best guess; a verdict that leans on one says so. The date is that of the source.",
        "",
        *table(
            ("behaviour", "status", "date", "source", "row of the ledger"),
            [(fact["behaviour"], status(fact), str(fact["date"]), fact["source"], f"`{fact['id']}`") for fact in facts],
        ),
        "",
    ]


def differences(told: Sequence[str]) -> list[str]:
    """Return the section about what is known to be otherwise."""
    return ["## Known to differ", "", *(f"- {difference}" for difference in told), ""]


def listed(names: Iterable[str]) -> str:
    """Return the names as prose lists them."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def coded(names: Iterable[str]) -> str:
    """Return the names as code, with commas."""
    return ", ".join(f"`{name}`" for name in names)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
