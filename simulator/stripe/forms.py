"""Plain forms, read and checked in one go. Not: what is unusual in any way, or wrong: `wire` reads that, and refuses.

`wire` first turns a whole form into nested values and then walks its table over them. Most forms have nothing in them
but texts, numbers and choices under names that the table knows; of each such name it is worked out once where its
value goes and what it must be. What is remembered is names, never a value. Whatever does not fit is left to `wire`,
so there is one truth about what is refused, and with which words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import unquote_plus

from simulator.stripe import wire

APART = frozenset({"key", "_stripe_account", "_stripe_version", "payment_method_types", "allowed_payment_method_types"})
"""Parameters that are more than a value to whoever recognises a call: a form that has one is not plain."""

MOST_NAMES = 1000
"""Names that are remembered of one operation: a map's keys are whatever callers like."""

Way: TypeAlias = tuple[tuple[str, frozenset[str]], ...]
"""The hashes that a value stands in, from the outermost, each with what it must have in it."""
Take: TypeAlias = Callable[[str], Any]
"""Returns a value as it is kept; None for one that is not plain."""


def read(operation: str, form: str) -> dict[str, Any] | None:
    """Return an operation's parameters as `wire.check` does of the decoded form; None for one that is not plain."""
    return _reader(operation).read(form)


class _Reader:
    """Reads the forms of one operation."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self._needs = _needs(table)
        self._fields: dict[str, tuple[Way, str, Take | None] | None] = {}

    def read(self, form: str) -> dict[str, Any] | None:
        """Return the parameters; None for a form that is not plain."""
        fields, escaped = self._fields, "%" in form or "+" in form
        read: dict[str, Any] = {}
        opened = [(read, self._needs)] if self._needs else []
        for pair in form.split("&"):
            name, _, value = pair.partition("=")
            try:
                field = fields[name]
            except KeyError:
                field = self._learnt(name)
            if field is None or not value:
                return None
            if escaped:
                value = unquote_plus(value)
            way, last, take = field
            if take is not None:
                value = take(value)
                if value is None:
                    return None
            place = read
            for step, needs in way:
                inner = place.get(step)
                if inner is None:
                    inner = place[step] = {}
                    if needs:
                        opened.append((inner, needs))
                place = inner
            place[last] = value
        for place, needs in opened:
            if not place.keys() >= needs:
                return None
        return read

    def _learnt(self, raw: str) -> tuple[Way, str, Take | None] | None:
        field = self._field(raw)
        if len(self._fields) < MOST_NAMES:
            self._fields[raw] = field
        return field

    def _field(self, raw: str) -> tuple[Way, str, Take | None] | None:
        """Work out where the value of a name goes and what it must be; None for a name that is not plain."""
        steps = wire.steps(raw)
        way: list[tuple[str, frozenset[str]]] = []
        table: Any = self._table
        for step in steps[:-1]:
            table = table["hash"].get(step)
            if table in ("m", "m?"):
                return _of_map((*way, (step, frozenset())), steps)
            if not isinstance(table, dict) or "hash" not in table:
                return None
            way.append((step, _needs(table)))
        kind, last = table["hash"].get(steps[-1]), steps[-1]
        if steps[0] in APART or kind is None:
            return None
        if kind in wire.TEXTS:
            return tuple(way), last, None
        take = _take_of(kind)
        return None if take is None else (tuple(way), last, take)


def _take_of(kind: Any) -> Take | None:
    """Return what takes a value of a kind; None for a kind whose values are not plain."""
    if isinstance(kind, str):
        return _TAKES.get(kind[0])
    if "enum" in kind:
        return {choice: choice for choice in kind["enum"]}.get  # each kept as the one text that the table has
    return None


def _integer(text: str) -> int | None:
    return int(text) if len(text) < wire.SURELY_FITS and text.isdigit() and text.isascii() else None


def _decimal(text: str) -> str | None:
    return text if wire.NUMBER.match(text) else None


_TAKES: Mapping[str, Take] = {"i": _integer, "b": wire.BOOLEANS.get, "n": _decimal}


def _of_map(way: Way, steps: tuple[str, ...]) -> tuple[Way, str, Take | None] | None:
    key = steps[-1]
    if len(way) != len(steps) - 1 or not 1 <= len(key) <= wire.METADATA_KEY_LENGTH:
        return None
    return way, key, _of_fitting_length


def _of_fitting_length(text: str) -> str | None:
    return text if len(text) <= wire.METADATA_VALUE_LENGTH else None


def _needs(table: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(table.get("required", ()))


@cache
def _reader(operation: str) -> _Reader:
    return _Reader(wire.tables()[operation])
