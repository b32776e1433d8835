"""From tables back to immutable values, a chunk when somebody first asks for one of its values. Not: where they go.

A chunk's values are made first and filled then, column by column, for they name each other. What is the same in all
of them is put into one, of which the others are copies. Only kinds that the provider lists are made, and no code of
theirs runs: a value is put into its slots as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any

import msgspec

from simulator.idempotency import Record
from simulator.provider import Storable
from simulator.snapshot.fields import Field, copies, empty, fields, put
from simulator.snapshot.file import ROWS, BrokenSnapshot, Chunk, Column, SavedRecord
from simulator.snapshot.kinds import RECORD
from simulator.snapshot.packing import unpacked

FEW = 64

_decode = msgspec.msgpack.Decoder().decode
_raws = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode


class Reader:
    """The values of one snapshot, by number. Threads may read side by side."""

    def __init__(
        self, kinds: Mapping[str, Storable], told: Mapping[str, Sequence[str]], chunks: Sequence[Chunk]
    ) -> None:
        """Take the chunks, whose columns are the fields `told` of each kind; none is read yet.

        Raises BrokenSnapshot for a kind or a field that there is not, and for fields that are lacking.
        """
        self._kinds = kinds
        self._chunks = chunks
        self._fields = {name: _known_fields(name, self.kind(name), names) for name, names in told.items()}
        for chunk in chunks:
            if not 0 < chunk.count <= ROWS or (chunk.kind not in self._fields and chunk.kind != RECORD):
                raise BrokenSnapshot(f"it does not hold together: a chunk has {chunk.count} of {chunk.kind!r}")
        self._read: dict[int, list[Any]] = {}
        self._filling: dict[int, list[Any]] = {}
        """Chunks whose values are made, while not all is put into them that they hold."""
        self._depth = 0
        self._alone = threading.RLock()

    def value(self, number: int) -> Any:
        """Return the value of that number. Raises BrokenSnapshot for a chunk that holds something else."""
        nth, row = divmod(number, ROWS)
        return (self._read.get(nth) or self._chunk(nth))[row]

    def all(self, numbers: Iterable[int]) -> list[Any]:
        """Return the values of these numbers, in their order."""
        return list(map(self.value, numbers))

    def plain(self, plain: Any) -> Any:
        """Return what `Writer.plain` was given."""
        if isinstance(plain, dict):
            return {key: self.plain(item) for key, item in plain.items()}
        if not isinstance(plain, list):
            return plain
        form, *items = plain
        return self.value(items[0]) if form == "v" else _ARRAYS[form](map(self.plain, items))

    def kind(self, name: str) -> type:
        """Return the kind of that name."""
        if name not in self._kinds:
            raise BrokenSnapshot(f"it holds {name!r}, which this Assay does not know. Was it saved by a newer one?")
        return self._kinds[name].kind

    def kinds(self, numbers: Iterable[int]) -> list[type]:
        """Return the kind of each value, none of which is read for that. Raises IndexError for a number too high."""
        of_chunks = [Record if chunk.kind == RECORD else self.kind(chunk.kind) for chunk in self._chunks]
        return [of_chunks[number // ROWS] for number in numbers]

    def _chunk(self, nth: int) -> list[Any]:
        with self._alone:
            there = self._read.get(nth) or self._filling.get(nth)
            if there is not None:
                return there
            self._depth += 1
            try:
                made = self._made(nth)
            except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as broken:
                self._filling.clear()
                if isinstance(broken, BrokenSnapshot):
                    raise
                raise BrokenSnapshot(f"it does not hold together: {type(broken).__name__}: {broken}") from broken
            finally:
                self._depth -= 1
            if self._depth == 0:
                self._read |= self._filling
                self._filling.clear()
            return made

    def _made(self, nth: int) -> list[Any]:
        chunk = self._chunks[nth]
        if chunk.kind == RECORD:
            told = unpacked(chunk.content, list[SavedRecord])
            made = self._filling[nth] = [Record(one.fingerprint, one.at, one.reply, False) for one in told]
            return made
        storable = self._kinds[chunk.kind]
        known, new = self._fields[chunk.kind]
        columns = dict(zip(known, unpacked(chunk.content, list[Column]), strict=True))
        first = empty(storable.kind)
        for field in new:
            put(storable.kind, field.name, [first], [_default(chunk.kind, field)])
        rest: dict[str, Column] = {}
        for name, column in columns.items():
            if column.form == "same" and not isinstance(content := _decode(column.content), list | dict):
                put(storable.kind, name, [first], _renamed(storable, name, [content]))
            else:
                rest[name] = column
        made = self._filling[nth] = copies(first, chunk.count)
        for name, column in rest.items():
            put(storable.kind, name, made, self._content(storable, name, column, chunk))
        return made

    def _content(self, storable: Storable, name: str, column: Column, chunk: Chunk) -> Iterable[Any]:
        """Return the field's value for each row."""
        row: list[Any]
        if column.form == "same":
            return repeat(self.plain(_decode(column.content)), chunk.count)
        if column.form == "plain":
            row = _shared(_renamed(storable, name, _decode(column.content)))
        elif column.form == "tuples":
            row = [None if value is None else tuple(value) for value in _decode(column.content)]
        elif column.form == "maps":
            raws = list(map(bytes, _raws(column.content)))
            distinct = {raw: _decode(raw) for raw in dict.fromkeys(raws)}
            row = list(map(distinct.__getitem__, raws))
        elif column.form == "refs":
            row = [None if number is None else self.value(number) for number in _decode(column.content)]
        elif column.form == "any":
            row = list(map(self.plain, _decode(column.content)))
        else:
            raise BrokenSnapshot(f"the column {name!r} of {chunk.kind} has the unknown form {column.form!r}")
        if len(row) != chunk.count:
            raise BrokenSnapshot(f"the column {name!r} of {chunk.kind} has {len(row)} of {chunk.count} values")
        return row


def _known_fields(name: str, kind: type, told: Sequence[str]) -> tuple[Sequence[str], list[Field]]:
    """Return the fields that a snapshot tells of a kind, and those that were not there yet when it was taken."""
    known = {field.name: field for field in fields(kind)}
    for one in told:
        if known.pop(one, None) is None:
            raise BrokenSnapshot(f"it says {one!r} of a {name}, which this Assay does not know")
    for field in known.values():
        _default(name, field)
    return told, list(known.values())


def _default(kind: str, field: Field) -> Any:
    """Return what a field has that was not there yet when the snapshot was taken."""
    if field.default is None:
        raise BrokenSnapshot(
            f"it does not say {field.name!r} of a {kind}: it was saved by an older Assay. Save it anew"
        )
    return field.default()


def _renamed(storable: Storable, field: str, texts: list[Any]) -> list[Any]:
    called = storable.called.get(field)
    if not called:
        return texts
    back = {name: text for text, name in called.items()}
    return [back.get(text, text) for text in texts]


def _shared(row: list[Any]) -> list[Any]:
    """Return the row with one text for those that are equal, where there are few: they take less memory."""
    if set(map(type, row)) <= {str, type(None)} and len(set(row[: FEW + 1])) <= FEW:
        one: dict[Any, Any] = {}
        return [one.setdefault(value, value) for value in row]
    return row


_ARRAYS: dict[str, Callable[[Iterable[Any]], Any]] = {
    "l": list,
    "t": tuple,
    "f": frozenset,
    "n": lambda digits: Decimal("".join(digits)),
}
"""What an array is that begins with the letter."""
