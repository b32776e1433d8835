"""JSON pointers (RFC 6901) into content that is read, set and taken away, on copies. Not: whose content it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any


class BrokenPointer(ValueError):  # noqa: N818 - said to people as it stands
    """A JSON pointer leads nowhere; the message names the step that is missing."""


def changed(content: Any, changes: Mapping[str, Any]) -> Any:
    """Return a copy of `content` with each pointer's place set to its value. Raises BrokenPointer."""
    copy = deepcopy(content)
    for pointer, value in changes.items():
        copy = _set(copy, pointer, value)
    return copy


def changed_where_there(content: Any, pointers: Iterable[str], *, to_null: bool) -> Any:
    """Return a copy in which each place that is there is null, or gone; pointers that lead nowhere are passed over."""
    copy = deepcopy(content)
    for pointer in pointers:
        *way, last = _steps(pointer)
        place = copy
        for step in way:
            place = place.get(step) if isinstance(place, dict) else None
        if isinstance(place, dict) and last in place:
            if to_null:
                place[last] = None
            else:
                del place[last]
    return copy


def _set(content: Any, pointer: str, value: Any) -> Any:
    if pointer == "":
        return value
    *way, last = _steps(pointer)
    place = content
    for step in way:
        place = _child(place, step, pointer)
    if isinstance(place, dict):
        place[last] = value
    elif isinstance(place, list) and last == "-":
        place.append(value)
    elif isinstance(place, list) and last.isdigit() and int(last) < len(place):
        place[int(last)] = value
    else:
        raise BrokenPointer(f"{pointer!r} leads nowhere: there is no place {last!r} in {_kind(place)}")
    return content


def _steps(pointer: str) -> list[str]:
    if not pointer.startswith("/"):
        raise BrokenPointer(f"{pointer!r} is no JSON pointer. Begin it with a slash: {'/' + pointer!r}")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]


def _child(place: Any, step: str, pointer: str) -> Any:
    if isinstance(place, dict) and step in place:
        return place[step]
    if isinstance(place, list) and step.isdigit() and int(step) < len(place):
        return place[int(step)]
    raise BrokenPointer(f"{pointer!r} leads nowhere: there is no {step!r} in {_kind(place)}")


def _kind(place: Any) -> str:
    if isinstance(place, dict):
        return "an object"
    return "a list" if isinstance(place, list) else f"the value {place!r}"
