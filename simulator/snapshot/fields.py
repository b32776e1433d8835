"""The fields of immutable values, structs and dataclasses alike. Not: reading or writing them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from itertools import repeat
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


def empty(kind: type, count: int) -> list[Any]:
    """Return `count` values whose fields hold nothing that means anything yet. No code of the kind's own runs."""
    if issubclass(kind, msgspec.Struct):
        required = {field.name: None for field in fields(kind) if field.default is None}
        return [kind(**required) for _ in range(count)]
    return list(map(object.__new__, repeat(kind, count)))


def _default(value: Any, factory: Any, nothing: Any) -> Callable[[], Any] | None:
    if value is not nothing:
        return lambda: value
    return None if factory is nothing else factory
