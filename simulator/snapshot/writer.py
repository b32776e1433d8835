"""From immutable values to tables of plain data. Not: which values those are.

Each value is written once, whoever holds it (an event *is* the snapshot that the books may still hold), and is named
by its number: its chunk and its row. A chunk is written as soon as it is full, while its values are still in the
processor's cache. The forms of a column:

    same    one value for all             plain   scalars
    tuples  tuples of scalars, or None    maps    hashes of scalars, or None
    refs    values of our own, or None    any     written one by one, see `_any`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, compress, count, repeat
from operator import is_
from typing import Any

import msgspec

from simulator.idempotency import Record
from simulator.provider import Storable
from simulator.snapshot.fields import columns, fields, has_fields
from simulator.snapshot.file import ROWS, Chunk
from simulator.snapshot.kinds import RECORD
from simulator.snapshot.packing import packed

NONE = type(None)
SCALARS: frozenset[type] = frozenset({NONE, bool, int, float, str, bytes})


class Unsaveable(TypeError):  # noqa: N818 - a gap of ours, said as such
    """The world holds something that a snapshot has no form for."""


class _Open(msgspec.Struct):
    """A chunk that is not full yet."""

    nth: int
    values: list[Any]


class Writer:
    """The tables of one snapshot, filled by `refs`, `alone`, `records` and `plain`, and returned by `chunks`.

    Nobody may drop a value meanwhile: it is known by where it is in memory.
    """

    def __init__(self, kinds: Mapping[str, Storable]) -> None:
        """Take the kinds of values that there may be, by name."""
        self._kinds = kinds
        self._names = {storable.kind: name for name, storable in kinds.items()}
        self._numbers: dict[int, int] = {}
        """By where a value is in memory."""
        self._nth = count()
        self._open: dict[str, _Open] = {}
        self._full: list[tuple[str, _Open]] = []
        self._written: dict[int, Chunk] = {}

    def refs(self, values: Iterable[Any]) -> list[int]:
        """Return the numbers of these values, and write them."""
        row = list(values)
        numbers: list[int] = []
        for at in range(0, len(row), ROWS):
            numbers += self._numbered(row[at : at + ROWS])
            self._write_full()
        return numbers

    def alone(self, values: Iterable[Any]) -> list[int]:
        """Return the numbers of values of one kind that nothing else holds: they need not be known again."""
        row = list(values)
        numbers: list[int] = []
        for at in range(0, len(row), ROWS):
            part = row[at : at + ROWS]
            nth = next(self._nth)
            numbers += range(nth * ROWS, nth * ROWS + len(part))
            self._write(self.name(type(part[0])), _Open(nth, part))
            self._write_full()
        return numbers

    def records(self, records: Iterable[Record]) -> list[int]:
        """Return the numbers of idempotency records, and write them as they are."""
        row = list(records)
        numbers: list[int] = []
        for at in range(0, len(row), ROWS):
            part = row[at : at + ROWS]
            nth = next(self._nth)
            numbers += range(nth * ROWS, nth * ROWS + len(part))
            self._written[nth] = Chunk(RECORD, len(part), memoryview(packed(part)))
        return numbers

    def plain(self, value: Any) -> Any:
        """Return `value` as plain data; arrays in it begin with a letter that says what they are."""
        return self._any(value)

    def chunks(self) -> list[Chunk]:
        """Return all that was named, and what those hold in turn."""
        while self._open:
            self._full += self._open.items()
            self._open = {}
            self._write_full()
        return [self._written[nth] for nth in range(len(self._written))]

    def fields(self) -> dict[str, list[str]]:
        """Return which fields the columns are, of each kind in the chunks."""
        names = dict.fromkeys(chunk.kind for chunk in self._written.values() if chunk.kind != RECORD)
        return {name: [field.name for field in fields(self._kinds[name].kind)] for name in names}

    def name(self, kind: type) -> str:
        """Return what a snapshot calls that kind. Raises Unsaveable."""
        name = self._names.get(kind)
        if name is None:
            raise Unsaveable(
                f"a snapshot has no form for {kind.__module__}.{kind.__qualname__}: a gap of the simulator"
            )
        return name

    def _numbered(self, values: Sequence[Any]) -> list[int]:
        """Return the numbers of values; those that are new get the next ones of their kinds."""
        ids = list(map(id, values))
        numbers: list[Any] = list(map(self._numbers.get, ids))
        unknown = numbers.count(None)
        if unknown == len(ids) == len(set(ids)):
            self._take(ids, values)
        elif unknown:
            fresh = dict(compress(zip(ids, values, strict=True), map(is_, numbers, repeat(None))))
            self._take(list(fresh), list(fresh.values()))
        return list(map(self._numbers.__getitem__, ids)) if unknown else numbers

    def _take(self, ids: Sequence[int], values: Sequence[Any]) -> None:
        types = list(map(type, values))
        kinds = list(dict.fromkeys(types))
        if len(kinds) == 1:
            self._place(self.name(kinds[0]), ids, values)
            return
        for kind in kinds:
            of_kind = list(map(is_, types, repeat(kind)))
            self._place(self.name(kind), list(compress(ids, of_kind)), list(compress(values, of_kind)))

    def _place(self, name: str, ids: Sequence[int], values: Sequence[Any]) -> None:
        at = 0
        while at < len(values):
            chunk = self._open.get(name)
            if chunk is None:
                chunk = self._open[name] = _Open(next(self._nth), [])
            there = len(chunk.values)
            part = values[at : at + ROWS - there]
            self._numbers.update(zip(ids[at : at + len(part)], count(chunk.nth * ROWS + there)))
            chunk.values += part
            at += len(part)
            if len(chunk.values) == ROWS:
                self._full.append((name, self._open.pop(name)))

    def _write_full(self) -> None:
        while self._full:
            self._write(*self._full.pop())

    def _write(self, name: str, chunk: _Open) -> None:
        storable = self._kinds[name]
        named = zip(fields(storable.kind), columns(storable.kind, chunk.values), strict=True)
        written = [self._column(column, storable.called.get(field.name)) for field, column in named]
        self._written[chunk.nth] = Chunk(name, len(chunk.values), memoryview(packed(written)))

    def _column(self, column: Sequence[Any], called: Mapping[str, str] | None) -> tuple[str, Any]:
        first = column[0]
        if first is column[-1] and _same(column, first):
            return "same", self._any(called.get(first, first) if called else first)
        if called:
            column = [called.get(value, value) for value in column]
        kinds = set(map(type, column))
        if kinds <= SCALARS:
            return "plain", column
        inside = kinds - {NONE}
        if inside == {tuple} and _scalars(chain.from_iterable(filter(None, column))):
            return "tuples", column
        if inside == {dict} and _plain_maps(column if NONE not in kinds else list(filter(None, column))):
            return "maps", column
        if inside <= self._names.keys():
            return "refs", list(self._holes(column) if NONE in kinds else self._numbered(column))
        return "any", list(map(self._any, column))

    def _holes(self, column: Sequence[Any]) -> Iterator[int | None]:
        numbers = iter(self._numbered([value for value in column if value is not None]))
        for value in column:
            yield None if value is None else next(numbers)

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
            return ["v", *self._numbered((value,))]
        raise Unsaveable(f"a snapshot has no form for {kind.__module__}.{kind.__qualname__}: a gap of the simulator")


def _same(column: Sequence[Any], first: Any) -> bool:
    """Say whether all are that one value; texts that are equal are the same, and so counted in a sweep."""
    if first is None or type(first) is str:
        return column.count(first) == len(column)
    return all(map(is_, column, repeat(first)))


def _scalars(values: Iterable[Any]) -> bool:
    return set(map(type, values)) <= SCALARS


def _plain_maps(full: Sequence[dict[Any, Any]]) -> bool:
    return _scalars(chain.from_iterable(map(dict.values, full))) and set(map(type, chain.from_iterable(full))) <= {str}
