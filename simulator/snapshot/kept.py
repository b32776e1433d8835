"""A dictionary of what lies in a file still: each value is read when it is first asked for. Not: reading.

Books and a loop over them cannot tell it from any other; only what copies it whole without a word (`dict(kept)`) would
see numbers instead of values.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Any

from simulator.snapshot.reader import Reader

_NOTHING = object()


class Kept(dict[str, Any]):
    """Values by key, some of them still a number in a reader's tables; none of the values proper is one."""

    __slots__ = ("_reader",)

    def __init__(self, reader: Reader, numbers: Mapping[str, int]) -> None:
        super().__init__(numbers)
        self._reader = reader

    def __getitem__(self, key: str) -> Any:
        return self._seen(key, super().__getitem__(key))

    def get(self, key: str, default: Any = None) -> Any:
        return self._seen(key, super().get(key, default))

    def setdefault(self, key: str, default: Any = None) -> Any:
        return self._seen(key, super().setdefault(key, default))

    def pop(self, key: str, *default: Any) -> Any:
        value = super().pop(key, *default)
        return self._reader.value(value) if type(value) is int else value

    def popitem(self) -> tuple[str, Any]:
        key, value = super().popitem()
        return key, self._reader.value(value) if type(value) is int else value

    def values(self) -> _Values:  # type: ignore[override]  # a view as good as theirs
        return _Values(self)

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        return ItemsView(self)

    def copy(self) -> Kept:
        """Return another one that reads from the same tables."""
        return Kept(self._reader, self)

    def __eq__(self, other: object) -> bool:
        return dict(self.items()) == other

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def _seen(self, key: str, value: Any) -> Any:
        if type(value) is int:
            value = self._reader.value(value)
            self[key] = value
        return value


class _Values(ValuesView[Any]):
    def __init__(self, kept: Kept) -> None:
        super().__init__(kept)
        self._kept = kept

    def __reversed__(self) -> Iterator[Any]:
        return (self._kept[key] for key in reversed(self._kept))
