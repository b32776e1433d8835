"""From tables back to immutable values. Not: where they go.

All values are made first and filled then, column by column, for they name each other. What is the same in all values
of a chunk is put into one of them, of which the others are copies. Only kinds that the provider lists are made, and no
code of theirs runs: a value is put into its slots as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import repeat
from typing import Any

import msgspec

from simulator.provider import Storable
from simulator.snapshot.fields import Field, copies, empty, fields, put
from simulator.snapshot.file import BrokenSnapshot, Chunk, Column, Refs

_decode = msgspec.msgpack.Decoder().decode


class Reader:
    """The values of one snapshot, by kind and number."""

    def __init__(self, kinds: Mapping[str, Storable], chunks: Iterable[Chunk]) -> None:
        """Make all values. Raises BrokenSnapshot for a kind or a field that there is not."""
        self._kinds = kinds
        self._values: dict[str, list[Any]] = {name: [] for name in kinds}
        fresh: list[tuple[Chunk, list[Any], list[Column]]] = []
        for chunk in chunks:
            values, rest = self._made(chunk)
            self._values[chunk.kind] += values
            fresh.append((chunk, values, rest))
        for chunk, values, rest in fresh:
            for column in rest:
                put(self._kind(chunk.kind), column.name, values, self._content(column, chunk))

    def all(self, refs: Refs) -> list[Any]:
        """Return the values that `refs` names, in its order."""
        kinds = [self._of(kind) for kind in refs.kinds]
        if refs.which is None:
            return list(map(kinds[0].__getitem__, refs.numbers)) if refs.numbers else []
        return [kinds[nth][number] for nth, number in zip(refs.which, refs.numbers, strict=True)]

    def value(self, plain: Any) -> Any:
        """Return what `Writer.plain` was given."""
        if isinstance(plain, dict):
            return {key: self.value(item) for key, item in plain.items()}
        if not isinstance(plain, list):
            return plain
        form, *items = plain
        if form == "v":
            name, number = items
            return self._of(name)[number]
        return _ARRAYS[form](map(self.value, items))

    def kind(self, name: str) -> type:
        """Return the kind of that name."""
        return self._kind(name)

    def _kind(self, name: str) -> type:
        if name not in self._kinds:
            raise BrokenSnapshot(f"it holds {name!r}, which this Assay does not know. Was it saved by a newer one?")
        return self._kinds[name].kind

    def _of(self, name: str) -> list[Any]:
        self._kind(name)
        return self._values[name]

    def _made(self, chunk: Chunk) -> tuple[list[Any], list[Column]]:
        """Return the values of a chunk with what all of them have, and the columns that are still to be put."""
        kind = self._kind(chunk.kind)
        columns = {column.name: column for column in chunk.columns}
        first = empty(kind)
        rest: list[Column] = []
        for field in fields(kind):
            column = columns.pop(field.name, None)
            if column is None:
                put(kind, field.name, [first], [_default(chunk.kind, field)])
            elif column.form != "same" or isinstance(content := _decode(column.content), list | dict):
                rest.append(column)
            else:
                put(kind, field.name, [first], self._renamed(chunk.kind, column.name, [content]))
        if columns:
            raise BrokenSnapshot(f"it says {next(iter(columns))!r} of a {chunk.kind}, which this Assay does not know")
        return copies(first, chunk.count), rest

    def _content(self, column: Column, chunk: Chunk) -> Iterable[Any]:
        """Return the field's value for each row."""
        content = _decode(column.content)
        if column.form == "same":
            value = self.value(content)
            return repeat(self._renamed(chunk.kind, column.name, [value])[0], chunk.count)
        if column.form == "few":
            texts, which = content
            row = list(map(self._renamed(chunk.kind, column.name, texts).__getitem__, which))
        elif column.form == "plain":
            row = self._renamed(chunk.kind, column.name, content)
        elif column.form == "tuples":
            row = [None if value is None else tuple(value) for value in content]
        elif column.form == "refs":
            refs, there = content
            held = iter(self.all(Refs(*refs)))
            row = list(held) if all(there) else [next(held) if is_there else None for is_there in there]
        elif column.form == "any":
            row = list(map(self.value, content))
        else:
            raise BrokenSnapshot(f"the column {column.name!r} of {chunk.kind} has the unknown form {column.form!r}")
        if len(row) != chunk.count:
            raise BrokenSnapshot(f"the column {column.name!r} of {chunk.kind} has {len(row)} of {chunk.count} values")
        return row

    def _renamed(self, kind: str, field: str, texts: list[Any]) -> list[Any]:
        called = self._kinds[kind].called.get(field)
        if not called:
            return texts
        back = {name: text for text, name in called.items()}
        return [back.get(text, text) for text in texts]


def _default(kind: str, field: Field) -> Any:
    """Return what a field has that was not there yet when the snapshot was taken."""
    if field.default is None:
        raise BrokenSnapshot(
            f"it does not say {field.name!r} of a {kind}: it was saved by an older Assay. Save it anew"
        )
    return field.default()


_ARRAYS: dict[str, Callable[[Iterable[Any]], Any]] = {
    "l": list,
    "t": tuple,
    "f": frozenset,
    "n": lambda digits: Decimal("".join(digits)),
}
"""What an array is that begins with the letter."""
