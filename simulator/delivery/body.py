"""The body of a delivery: the same JSON written in other ways, changed at chosen places. Not: signing or sending."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

_NOT_ASCII = "Tee für Zoë ☕"
"""Put into a body that has no such letters, so that a form that is about them means something."""


class BrokenPointer(ValueError):  # noqa: N818 - said to people as it stands
    """A JSON pointer leads nowhere; the message names the step that is missing."""


def write(rendered: bytes, form: str, changes: Mapping[str, Any]) -> bytes:
    """Return `rendered` with `changes` (JSON pointer to value) made and written in `form`.

    Raises BrokenPointer if a pointer leads nowhere, and KeyError for an unknown form.
    """
    writer = _WRITERS[form]
    if form == "compact" and not changes:
        return rendered
    content = changed(json.loads(rendered), changes)
    if form in ("escaped", "unescaped"):
        _put_other_letters(content)
    return writer(content)


def changed(content: Any, changes: Mapping[str, Any]) -> Any:
    """Return a copy of `content` with each pointer's place set to its value."""
    copy = deepcopy(content)
    for pointer, value in changes.items():
        copy = _set(copy, pointer, value)
    return copy


def _set(content: Any, pointer: str, value: Any) -> Any:
    if pointer == "":
        return value
    if not pointer.startswith("/"):
        raise BrokenPointer(f"{pointer!r} is no JSON pointer. Begin it with a slash: {'/' + pointer!r}")
    *way, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/"))
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


def _put_other_letters(content: Any) -> None:
    """Make sure that there is a letter outside ASCII; a description is what no target decides by."""
    if not json.dumps(content, ensure_ascii=False).isascii():
        return
    place = content
    for step in ("data", "object"):
        place = place[step] if isinstance(place, dict) and isinstance(place.get(step), dict) else place
    if isinstance(place, dict):
        place["description"] = _NOT_ASCII


def _compact(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _pretty(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _sorted_keys(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _escaped(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()


def _trailing_newline(content: Any) -> bytes:
    return _compact(content) + b"\n"


def _crlf(content: Any) -> bytes:
    return _pretty(content).replace(b"\n", b"\r\n")


_WRITERS: dict[str, Callable[[Any], bytes]] = {
    "compact": _compact,
    "pretty": _pretty,
    "sorted-keys": _sorted_keys,
    "escaped": _escaped,
    "unescaped": _compact,
    "trailing-newline": _trailing_newline,
    "crlf": _crlf,
    "chunked": _compact,
    "charset": _compact,
}
