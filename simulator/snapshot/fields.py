"""The fields of immutable values, structs and dataclasses alike. Not: reading or writing them."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import repeat
from operator import attrgetter
from typing import Any

import msgspec


class Field(msgspec.Struct, frozen=True):
    """A field by name, and what it has where nothing was said; required ones have nothing."""

    name: str
    default: Callable[[], Any] | None


@cache
def fields(kind: type) -> tuple[Field, ...]:
    """Return the fields of a struct or a dataclass, in their order."""
    if issubclass(kind, msgspec.Struct):
        return tuple(
            Field(told.name, _default(told.default, told.default_factory, msgspec.NODEFAULT))
            for told in msgspec.structs.fields(kind)
        )
    return tuple(
        Field(told.name, _default(told.default, told.default_factory, dataclasses.MISSING))
        for told in dataclasses.fields(kind)  # type: ignore[arg-type]  # what is no struct here is one
    )


def has_fields(kind: type) -> bool:
    """Say whether it is a kind of ours."""
    return issubclass(kind, msgspec.Struct) or dataclasses.is_dataclass(kind)


def columns(kind: type, values: Sequence[Any]) -> list[Sequence[Any]]:
    """Return each field of all values, in the order of `fields`."""
    names = [field.name for field in fields(kind)]
    if issubclass(kind, msgspec.Struct):
        return list(zip(*map(msgspec.structs.astuple, values), strict=True))
    return [list(map(attrgetter(name), values)) for name in names]


def empty(kind: type) -> Any:
    """Return a value whose fields hold nothing that means anything yet. No code of the kind's own runs."""
    if issubclass(kind, msgspec.Struct):
        return kind(**{field.name: None for field in fields(kind)})
    return object.__new__(kind)


def copies(value: Any, count: int) -> list[Any]:
    """Return `count` values whose fields hold what those of `value` hold, where they hold anything."""
    kind: type = type(value)
    names = [field.name for field in fields(kind) if hasattr(value, field.name)]
    if issubclass(kind, msgspec.Struct):
        return [value.__copy__() for _ in range(count)]
    made = list(map(object.__new__, repeat(kind, count)))
    for name in names:
        put(kind, name, made, repeat(getattr(value, name)))
    return made


def put(kind: type, field: str, values: Iterable[Any], content: Iterable[Any]) -> None:
    """Let each value hold the next of `content` in that field, frozen or not."""
    set_field: Callable[[Any, Any], None] = getattr(kind, field).__set__
    deque(map(set_field, values, content), 0)


def _default(value: Any, factory: Any, nothing: Any) -> Callable[[], Any] | None:
    if value is not nothing:
        return lambda: value
    return None if factory is nothing else factory
