"""How a mistake in a TOML file is said to a person: place, value, remedy. Not: which mistakes there are.

The form is always `FILE:LINE: [table] key = value is … . Write …`; keys and tokens in a value are masked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from harness.descriptor.lines import Lines, Path
from simulator.masking import mask

LONGEST_VALUE = 70


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong, and where. A path of which nothing is written has no line."""

    path: Path
    message: str

    def said(self, file: str, lines: Lines) -> str:
        line = lines.of(self.path)
        return f"{file}: {self.message}" if line is None else f"{file}:{line}: {self.message}"


def about(path: Path, value: Any, wrong: str, remedy: str) -> Mistake:
    """Return the mistake `[table] key = value WRONG. REMEDY`."""
    return Mistake(path, f"{pair(path, value)} {wrong}. {remedy}")


def missing(path: Path, remedy: str, line: Path | None = None) -> Mistake:
    """Return the mistake that the key at `path` is not written; it is told at its table, or at `line`."""
    table, key = split(path)
    return Mistake(path[:-1] if line is None else line, f"{table} has no {key}. {remedy}")


def pair(path: Path, value: Any) -> str:
    """Return `[table] key = value`; for a top-level table its name alone."""
    table, key = split(path)
    if isinstance(value, dict):
        return f"{table} {key}" if table else f"[{key}]"
    return f"{table} {key} = {shown(value)}".lstrip()


def split(path: Path) -> tuple[str, str]:
    """Return the table as its header is written, and the key in it; an element of a list is told by its list."""
    parts = list(path)
    while len(parts) > 1 and isinstance(parts[-1], int):
        parts.pop()
    *table, key = parts
    name = ".".join(str(part) for part in table if isinstance(part, str))
    if not table:
        return "", str(key)
    return (f"[[{name}]]" if isinstance(table[-1], int) else f"[{name}]"), str(key)


def header(path: Path) -> str:
    """Return the header of the table at `path`."""
    return split((*path, "key"))[0]


def shown(value: Any) -> str:
    """Return a value as TOML would write it, masked and short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list):
        return f"[{', '.join(shown(one) for one in value[:3])}{', …' if len(value) > 3 else ''}]"
    if isinstance(value, str):
        text = mask(value)
        return json.dumps(f"{text[:LONGEST_VALUE]}…" if len(text) > LONGEST_VALUE else text, ensure_ascii=False)
    return str(value)


def kind(value: Any) -> str:
    """Return what a value is, in words."""
    words: tuple[tuple[tuple[type, ...], str], ...] = (
        ((bool,), "true or false"),
        ((str,), "text"),
        ((int,), "a whole number"),
        ((float,), "a fraction"),
        ((dict,), "a table"),
        ((list,), "a list"),
    )
    return next((word for types, word in words if isinstance(value, types)), "a date")


def nearest(
    word: str, known: Iterable[str], other: Mapping[str, str] | None = None, *, alike: float = 0.6
) -> str | None:
    """Return the known word that was probably meant; `other` holds words that mean the same elsewhere.

    `alike` is difflib's ratio (0 to 1) from which on two words are taken for one.
    """
    listed = list(known)
    twin = (other or {}).get(word)
    if twin in listed:
        return twin
    near = get_close_matches(word, listed, n=1, cutoff=alike)
    return near[0] if near else None
