"""From immutable values to tables of plain data. Not: which values those are.

Each value is written once, whoever holds it (an event *is* the snapshot that the books may still hold), and is named
by its kind and number. The forms of a column:

    same    one value for all             plain   scalars                few     some texts, and of each row which
    tuples  tuples of scalars, or None    plain   also hashes of scalars, or None
    refs    values of our own, or None    any     written one by one, see `_any`
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain, count, repeat
from operator import attrgetter, is_
from typing import Any

from simulator.provider import Storable
from simulator.snapshot.fields import fields, has_fields
from simulator.snapshot.file import Chunk, Column, Refs

SCALARS: frozenset[type] = frozenset({type(None), bool, int, float, str, bytes})
NONE = type(None)
ROWS = 1000
"""In a chunk: so few that they are still in the processor's cache when their next column is set."""
FEW = 64


class Unsaveable(TypeError):  # noqa: N818 - a gap of ours, said as such
    """The world holds something that a snapshot has no form for."""


class Writer:
    """The tables of one snapshot, filled by `refs` and `plain`, and written by `chunks`."""

    def __init__(self, kinds: Mapping[str, Storable]) -> None:
        """Take the kinds of values that there may be, by name."""
        self._kinds = kinds
        self._names = {storable.kind: name for name, storable in kinds.items()}
        self._numbers: dict[str, dict[int, int]] = {name: {} for name in kinds}
        self._values: dict[str, list[Any]] = {name: [] for name in kinds}
        self._written: dict[str, int] = dict.fromkeys(kinds, 0)

    def refs(self, values: Iterable[Any]) -> Refs:
        """Return the names of these values, and remember to write them."""
        row = list(values)
        types = list(map(type, row))
        found = list(dict.fromkeys(types))
        kinds = [self.name(kind) for kind in found]
        if len(kinds) < 2:
            return Refs(kinds, None, self._number(kinds[0], row) if kinds else [])
        place = {kind: nth for nth, kind in enumerate(found)}
        numbers = {
            kind: iter(self._number(name, [value for value in row if type(value) is kind]))
            for kind, name in zip(found, kinds, strict=True)
        }
        return Refs(kinds, [place[kind] for kind in types], [next(numbers[kind]) for kind in types])

    def plain(self, value: Any) -> Any:
        """Return `value` as plain data; arrays in it begin with a letter that says what they are."""
        return self._any(value)

    def chunks(self) -> list[Chunk]:
        """Return all that was named, and what those hold in turn."""
        written: list[Chunk] = []
        while open_kinds := [name for name, values in self._values.items() if len(values) > self._written[name]]:
            for name in open_kinds:
                values = self._values[name][self._written[name] : self._written[name] + ROWS]
                self._written[name] += len(values)
                storable = self._kinds[name]
                columns = [self._column(field.name, values, storable) for field in fields(storable.kind)]
                written.append(Chunk(name, len(values), columns))
        return written

    def name(self, kind: type) -> str:
        """Return what a snapshot calls that kind. Raises Unsaveable."""
        name = self._names.get(kind)
        if name is None:
            raise Unsaveable(
                f"a snapshot has no form for {kind.__module__}.{kind.__qualname__}: a gap of the simulator"
            )
        return name

    def _number(self, name: str, values: Sequence[Any]) -> list[int]:
        """Return the numbers of values of one kind; those that are new get the next ones."""
        numbers, kept = self._numbers[name], self._values[name]
        places = list(map(id, values))
        fresh = dict(zip(places, values, strict=True))
        if numbers:
            fresh = {place: value for place, value in fresh.items() if place not in numbers}
        numbers.update(zip(fresh, count(len(kept)), strict=False))
        kept.extend(fresh.values())
        return list(map(numbers.__getitem__, places))

    def _column(self, field: str, values: Sequence[Any], storable: Storable) -> Column:
        column = list(map(attrgetter(field), values))
        called = storable.called.get(field)
        if called:
            column = [called.get(value, value) for value in column]
        first = column[0]
        if all(map(is_, column, repeat(first))):
            return Column(field, "same", self._any(first))
        return Column(field, *self._form(column))

    def _form(self, column: list[Any]) -> tuple[str, Any]:
        kinds = set(map(type, column))
        if kinds <= {str, NONE}:
            return _texts(column)
        if kinds <= SCALARS:
            return "plain", column
        inside = kinds - {NONE}
        if inside == {tuple} and _scalars(chain.from_iterable(filter(None, column))):
            return "tuples", column
        if inside == {dict} and _plain_maps(column):
            return ("plain" if any(column) or NONE in kinds else "same"), (
                column if any(column) or NONE in kinds else {}
            )
        if inside <= self._names.keys():
            return "refs", [self.refs(filter(None, column)), [value is not None for value in column]]
        return "any", list(map(self._any, column))

    def _any(self, value: Any) -> Any:
        kind = type(value)
        if kind in SCALARS:
            return value
        if isinstance(value, Mapping):
            if not all(isinstance(key, str) for key in value):
                raise Unsaveable(f"a snapshot has no form for a hash with keys such as {next(iter(value))!r}")
            return {key: self._any(item) for key, item in value.items()}
        if kind is list:
            return ["l", *map(self._any, value)]
        if kind is tuple:
            return ["t", *map(self._any, value)]
        if kind is frozenset:
            return ["f", *map(self._any, sorted(value))]
        if kind is Decimal:
            return ["n", str(value)]
        if has_fields(kind):
            name = self.name(kind)
            return ["v", name, *self._number(name, (value,))]
        raise Unsaveable(f"a snapshot has no form for {kind.__module__}.{kind.__qualname__}: a gap of the simulator")


def _texts(column: list[Any]) -> tuple[str, Any]:
    """Write texts that come again and again once."""
    distinct = dict.fromkeys(column)
    if len(distinct) == 1:
        return "same", column[0]
    if len(distinct) > FEW:
        return "plain", column
    number = {text: nth for nth, text in enumerate(distinct)}
    return "few", [list(distinct), bytes(map(number.__getitem__, column))]


def _scalars(values: Iterable[Any]) -> bool:
    return set(map(type, values)) <= SCALARS


def _plain_maps(column: Iterable[dict[Any, Any] | None]) -> bool:
    full = list(filter(None, column))
    return _scalars(chain.from_iterable(map(dict.values, full))) and set(map(type, chain.from_iterable(full))) <= {str}
