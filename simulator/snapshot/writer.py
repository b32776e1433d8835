"""From immutable values to tables of plain data. Not: which values those are.

Each value is written once, whoever holds it (an event *is* the snapshot that the books may still hold), and is named
by its kind and number. The forms of a column:

    same    one value for all             plain   scalars, or hashes of scalars
    few     some plain values, and of each row which
    tuples  tuples of scalars, or None
    refs    values of our own, or None    any     written one by one, see `_any`
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain, compress, count, repeat
from operator import is_
from typing import Any

import msgspec

from simulator.provider import Storable
from simulator.snapshot.fields import columns, fields, has_fields
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
        self._numbers: dict[str, dict[int, int]] = {name: defaultdict(count().__next__) for name in kinds}
        """By where a value is in memory: whoever is asked for first gets the next number."""
        self._values: dict[str, list[Any]] = {name: [] for name in kinds}
        """By number."""
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
            kind: iter(self._number(name, list(compress(row, map(is_, types, repeat(kind))))))
            for kind, name in zip(found, kinds, strict=True)
        }
        return Refs(kinds, list(map(place.__getitem__, types)), list(map(next, map(numbers.__getitem__, types))))

    def plain(self, value: Any) -> Any:
        """Return `value` as plain data; arrays in it begin with a letter that says what they are."""
        return self._any(value)

    def chunks(self) -> list[Chunk]:
        """Return all that was named, and what those hold in turn."""
        written: list[Chunk] = []
        while open_kinds := [name for name, values in self._values.items() if len(values) > self._written[name]]:
            for name in open_kinds:
                values = self._values[name][self._written[name] :]
                self._written[name] += len(values)
                written += [self._chunk(name, values[at : at + ROWS]) for at in range(0, len(values), ROWS)]
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
        numbered, kept = self._numbers[name], self._values[name]
        numbers = list(map(numbered.__getitem__, map(id, values)))
        fresh = len(numbered) - len(kept)
        if fresh == len(values):
            kept += values
        elif fresh:
            first = dict(zip(numbers, values, strict=True))
            kept += map(first.__getitem__, range(len(kept), len(numbered)))
        return numbers

    def _chunk(self, name: str, values: Sequence[Any]) -> Chunk:
        storable = self._kinds[name]
        written = [
            self._column(field.name, column, storable)
            for field, column in zip(fields(storable.kind), columns(storable.kind, values), strict=True)
        ]
        return Chunk(name, len(values), written)

    def _column(self, field: str, column: Sequence[Any], storable: Storable) -> Column:
        called = storable.called.get(field)
        if called:
            column = [called.get(value, value) for value in column]
        first = column[0]
        if all(map(is_, column, repeat(first))):
            form, content = "same", self._any(first)
        else:
            form, content = self._form(column)
        return Column(field, form, msgspec.Raw(msgspec.msgpack.encode(content)))

    def _form(self, column: Sequence[Any]) -> tuple[str, Any]:
        kinds = set(map(type, column))
        if kinds <= {str, NONE} or kinds == {int}:
            return _repeated(column, column)
        if kinds <= SCALARS:
            return "plain", column
        inside = kinds - {NONE}
        if inside == {tuple} and _scalars(chain.from_iterable(filter(None, column))):
            return "tuples", column
        if inside == {dict} and _plain_maps(column):
            return _repeated(column, list(map(msgspec.msgpack.encode, column)))
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


def _repeated(column: Sequence[Any], keys: Sequence[Any]) -> tuple[str, Any]:
    """Write once what comes again and again: values of which the `keys` are equal are the same."""
    if keys.count(keys[0]) == len(keys):
        return "same", column[0]
    if len(set(keys[: FEW + 1])) > FEW:  # as ids are: the rest need not be looked at
        return "plain", column
    distinct = dict(zip(keys, column, strict=True))
    if len(distinct) > FEW:
        return "plain", column
    number = {key: nth for nth, key in enumerate(distinct)}
    return "few", [list(distinct.values()), bytes(map(number.__getitem__, keys))]


def _scalars(values: Iterable[Any]) -> bool:
    return set(map(type, values)) <= SCALARS


def _plain_maps(column: Iterable[dict[Any, Any] | None]) -> bool:
    full = list(filter(None, column))
    return _scalars(chain.from_iterable(map(dict.values, full))) and set(map(type, chain.from_iterable(full))) <= {str}
