"""The body of a delivery: the same JSON written in other ways, changed at chosen places. Not: signing or sending."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from simulator.pointers import changed

_NOT_ASCII = "Tee für Zoë ☕"
"""Put into a body that has no such letters, so that a form that is about them means something."""


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


def _put_other_letters(content: Any) -> None:
    """Make sure that there is a letter outside ASCII; a description is what no target decides by."""
    if not json.dumps(content, ensure_ascii=False).isascii():
        return
    place = content
    for step in ("data", "object", "resource"):
        place = place[step] if isinstance(place, dict) and isinstance(place.get(step), dict) else place
    if isinstance(place, dict):
        place["description"] = _NOT_ASCII


def _compact(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _pretty(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _spaced(content: Any) -> bytes:
    """Write it as Python does where nothing is said: what parses it and writes it anew there gets these bytes."""
    return json.dumps(content).encode()


def _sorted_keys(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _escaped(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()


def _trailing_newline(content: Any) -> bytes:
    return _compact(content) + b"\n"


def _crlf(content: Any) -> bytes:
    return _pretty(content).replace(b"\n", b"\r\n")


def _truncated(content: Any) -> bytes:
    whole = _compact(content)
    return whole[: len(whole) // 2]


def _invalid_utf8(content: Any) -> bytes:
    """Begin the first text with two bytes that occur in no UTF-8."""
    return _compact(content).replace(b':"', b':"\xff\xfe', 1)


def _duplicate_keys(content: Any) -> bytes:
    """Say every field of the event's object twice: first with amounts of 1, then as it is.

    Readers differ in which of two equal keys counts (RFC 8259, section 4). Of a thin event it is the reference that is
    said twice, first with another id.
    """
    if "related_object" in content:
        other = {**content["related_object"], "id": "none"}
        return json.dumps({"related_object": other}, ensure_ascii=False)[:-1].encode() + b"," + _compact(content)[1:]
    place = _PLACE_OF_OBJECT if "data" in content else _PLACE_OF_RESOURCE
    told = content
    for step in place:
        told = told[step]
    first = {key: 1 if key.startswith("amount") and isinstance(told[key], int) else told[key] for key in told}
    twice = f"{json.dumps(first, ensure_ascii=False)[:-1]},{json.dumps(told, ensure_ascii=False)[1:]}"
    shell = json.dumps(changed(content, {"/" + "/".join(place): _HERE}), ensure_ascii=False)
    return shell.replace(json.dumps(_HERE), twice, 1).encode()


_HERE = "the object, twice"
_PLACE_OF_OBJECT, _PLACE_OF_RESOURCE = ("data", "object"), ("resource",)
"""Where the object stands in events of Stripe and Square, and in those of PayPal."""
DEPTH = 100_000
"""Levels of nesting: far more than any reader's stack has."""
SIZE = 8 << 20
"""Bytes; Stripe's events are small, and no provider sends one of a megabyte."""


def _deep(content: Any) -> bytes:
    whole = _compact(content)
    return whole[:-1] + b',"more":' + b"[" * DEPTH + b"]" * DEPTH + b"}"


def _oversize(content: Any) -> bytes:
    whole = _compact(content)
    return whole[:-1] + b',"more":"' + b"x" * SIZE + b'"}'


_WRITERS: dict[str, Callable[[Any], bytes]] = {
    "compact": _compact,
    "pretty": _pretty,
    "spaced": _spaced,
    "sorted-keys": _sorted_keys,
    "escaped": _escaped,
    "unescaped": _compact,
    "trailing-newline": _trailing_newline,
    "crlf": _crlf,
    "chunked": _compact,
    "charset": _compact,
    "text-plain": _compact,
    "truncated": _truncated,
    "invalid-utf8": _invalid_utf8,
    "duplicate-keys": _duplicate_keys,
    "deep": _deep,
    "oversize": _oversize,
    "empty": lambda _content: b"",
}
