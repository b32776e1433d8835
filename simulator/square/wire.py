"""The form of Square's requests: JSON bodies and queries, checked against what an operation takes. Not: meaning.

What an operation takes stands in `table.json`, facts read off Square's own OpenAPI document by
`tests/fidelity/square/make_table.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from simulator.square import errors

LARGEST = 2**63 - 1
"""What an integer may be: `int64` in Square's document."""

DEEPEST = 64
"""Objects within objects that are read. Unconfirmed: it only keeps nonsense from our stack."""

_KINDS: Mapping[str, tuple[str, type[Any]]] = {"s": ("string", str), "i": ("integer", int), "b": ("boolean", bool)}


@cache
def table() -> dict[str, Any]:
    """Return what operations take and answer."""
    loaded: dict[str, Any] = msgspec.json.decode((Path(__file__).parent / "table.json").read_bytes())
    return loaded


def body(raw: bytes) -> dict[str, Any]:
    """Return a JSON object; nothing at all is an empty one. Raises the refusal for what is neither."""
    if not raw.strip():
        return {}
    try:
        given = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise errors.broken_json(str(broken)) from None
    if not isinstance(given, dict):
        raise errors.no_json("Expected a JSON object as the body.")
    return given


def query(raw: str) -> dict[str, str]:
    """Return the parameters of a query string; of a name that stands twice the last."""
    return dict(parse_qsl(raw, keep_blank_values=True))


def check(operation: str, given: Mapping[str, Any], *, in_query: bool) -> dict[str, Any]:
    """Return the parameters, typed, without what is null or read-only. Raises the refusal of the first that is wrong.

    A query's texts become what they stand for; what it has beside is passed over.
    """
    told = table()["operations"][operation]
    if in_query:
        return _query(told, given)
    node = told.get("body")
    if node is None:
        return dict(given)
    checked: dict[str, Any] = _value(given, node, "", 0)
    return checked


def _query(told: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    nodes = told.get("query", {})
    for name, text in given.items():
        node = nodes.get(name)
        if node is None or text == "":
            continue
        taken[name] = _from_text(text, node, name)
    for name in told.get("query_required", ()):
        if name not in taken:
            raise errors.missing(name)
    return taken


def _from_text(text: str, node: Any, field: str) -> Any:
    kind = node if isinstance(node, str) else next(iter(node))
    if kind == "i":
        if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 20):
            raise errors.expected("integer", field)
        return _value(int(text), node, field, 0)
    if kind == "b":
        if text.lower() not in ("true", "false"):
            raise errors.expected("boolean", field)
        return text.lower() == "true"
    return _value(text, node, field, 0) if kind != "list" else text.split(",")


def _value(value: Any, node: Any, field: str, depth: int) -> Any:
    if isinstance(node, str):
        return value if node == "m" else _scalar(value, node, (None, None), field)
    if depth > DEEPEST:
        raise errors.broken_json("The body is nested too deeply.")
    (kind, inner), *_ = node.items()
    if kind == "ref":
        named = table()["objects"][inner]
        if isinstance(named, dict) and "enum" in named:
            return _word(value, named["enum"], inner, field)
        return _value(value, named, field, depth)
    if kind == "enum":
        return _word(value, inner, field.rpartition(".")[2], field)
    if kind == "list":
        if not isinstance(value, list):
            raise errors.expected("array", field)
        return [_value(one, inner, f"{field}[{nth}]", depth + 1) for nth, one in enumerate(value)]
    if kind == "each":
        if not isinstance(value, dict):
            raise errors.expected("object", field)
        return {
            name: _value(one, inner, f"{field}.{name}", depth + 1) for name, one in value.items() if one is not None
        }
    if kind == "fields":
        return _object(value, node, field, depth)
    return _scalar(value, kind, inner, field)


def _object(value: Any, node: Mapping[str, Any], field: str, depth: int) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise errors.expected("object", field)
    within = f"{field}." if field else ""
    fields, silent = node["fields"], node.get("read_only", ())
    taken: dict[str, Any] = {}
    for name, one in value.items():
        inner = fields.get(name)
        if inner is None:
            raise errors.unknown_field(name, within + name)
        # What only Square writes is passed over: integrations send back what they have read.
        if one is not None and name not in silent:
            taken[name] = _value(one, inner, within + name, depth + 1)
    for name in node.get("required", ()):
        if name not in taken and name not in silent:
            raise errors.missing(within + name)
    return taken


def _scalar(value: Any, kind: str, limits: Any, field: str) -> Any:
    if kind == "n":
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise errors.error(400, "INCORRECT_TYPE", "Expected a number value (line 1, character 2)", field)
        return value
    word, python = _KINDS[kind]
    if not isinstance(value, python) or (python is int and isinstance(value, bool)):
        raise errors.expected(word, field)
    least, most = limits
    if kind == "s":
        if least and not value:
            raise errors.empty(field)
        if most is not None and len(value) > most:
            raise errors.too_long(most, None if field == "idempotency_key" else field)
    elif kind == "i":
        if not -LARGEST <= value <= LARGEST:
            raise errors.expected("integer", field)
        if least is not None and value < least:
            raise errors.too_low(least, field)
        if most is not None and value > most:
            raise errors.too_high(most, field)
    return value


def _word(value: Any, words: list[str], enum: str, field: str) -> str:
    if not isinstance(value, str):
        raise errors.expected("string", field)
    if value not in words:
        raise errors.not_in_enum(value, enum, field)
    return value
