"""A search query as data, and its text. Not: reading it, or what it finds.

Source: Stripe, "Search query language".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal[":", "~", "=", "<", ">", "<=", ">="]
Join = Literal["AND", "OR"]

MOST_CLAUSES = 10
"""Clauses of one query; `AND` and `OR` cannot be mixed, and there are no parentheses."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition: `-metadata["order"]:"6735"`. A value of None is the word `null`: the field is not there."""

    field: str
    operator: Operator
    value: str | None
    key: str | None = None
    """What stands in the brackets after the field."""
    negated: bool = False

    def __str__(self) -> str:
        key = "" if self.key is None else f"[{quoted(self.key)}]"
        value = "null" if self.value is None else quoted(self.value)
        return f"{'-' if self.negated else ''}{self.field}{key}{self.operator}{value}"


@dataclass(frozen=True, slots=True)
class Query:
    """One to ten clauses, all joined in the same way. Its text reads back as itself."""

    clauses: tuple[Clause, ...]
    join: Join = "AND"

    def __str__(self) -> str:
        return f" {self.join} ".join(str(clause) for clause in self.clauses)


def quoted(text: str) -> str:
    """Return the text in quotation marks, with those inside it and backslashes escaped by a backslash."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
