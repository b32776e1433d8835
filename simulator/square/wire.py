"""The form of Square's requests: JSON bodies and queries, checked against what an operation takes. Not: meaning.

What an operation takes stands in `table.json`, facts read off Square's own OpenAPI document by
`tests/fidelity/square/make_table.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


Checker = Callable[[Any, str, int], Any]
"""Takes a value, the field that it stands in, and how deep; returns it without what is null or read-only, or raises."""


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
    checked: dict[str, Any] = _named(node["ref"])(given, "", 0)
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
        return _checker(node)(int(text), field, 0)
    if kind == "b":
        if text.lower() not in ("true", "false"):
            raise errors.expected("boolean", field)
        return text.lower() == "true"
    return _checker(node)(text, field, 0) if kind != "list" else text.split(",")


# A checker for each node of the table, made when it is first needed: most calls ask for the same few.


@cache
def _named(name: str) -> Checker:
    """Return the checker of an object, or of a list of words, that has a name."""
    node = table()["objects"][name]
    if isinstance(node, dict) and "enum" in node:
        return _word(frozenset(node["enum"]), name)
    return _checker(node)


def _checker(node: Any) -> Checker:
    kind = node if isinstance(node, str) else next(iter(node))
    inner: Any = None if isinstance(node, str) else node[kind]
    if kind == "m":
        return lambda value, _field, _depth: value
    if kind == "ref":
        return lambda value, field, depth: _named(inner)(value, field, depth)  # noqa: PLW0108 - names go in circles
    if kind == "enum":
        return _word(frozenset(inner), None)
    if kind == "list":
        return _list(_checker(inner))
    if kind == "each":
        return _each(_checker(inner))
    if kind == "fields":
        return _object(node)
    least, most = inner or (None, None)
    plain: Mapping[str, Callable[[int | None, int | None], Checker]] = {
        "s": _text,
        "i": _integer,
        "b": _boolean,
        "n": _number,
    }
    return plain[kind](least, most)


def _object(node: Mapping[str, Any]) -> Checker:
    silent = frozenset(node.get("read_only", ()))
    checkers = {name: _checker(inner) for name, inner in node["fields"].items()}
    needed = tuple(name for name in node.get("required", ()) if name not in silent)
    longest = {name: _longest(inner) for name, inner in node["fields"].items() if name not in silent}

    def check_object(value: Any, field: str, depth: int) -> dict[str, Any]:
        if type(value) is not dict:
            raise errors.expected("object", field)
        if depth > DEEPEST:
            raise errors.broken_json("The body is nested too deeply.")
        within = f"{field}." if field else ""
        taken: dict[str, Any] = {}
        for name, one in value.items():
            if type(one) is str and 0 < len(one) <= longest.get(name, 0):
                taken[name] = one
                continue
            checker = checkers.get(name)
            if checker is None:
                raise errors.unknown_field(name, within + name)
            # What only Square writes is passed over: integrations send back what they have read.
            if one is not None and name not in silent:
                taken[name] = checker(one, within + name, depth + 1)
        for name in needed:
            if name not in taken:
                raise errors.missing(within + name)
        return taken

    return check_object


def _longest(node: Any) -> int:
    """Return up to how many characters a text is taken without a checker's look; 0 for what is no text."""
    if node == "s":
        return LARGEST
    if not isinstance(node, dict) or "s" not in node:
        return 0
    most: int | None = node["s"][1]
    return LARGEST if most is None else most


def _list(inner: Checker) -> Checker:
    def check_list(value: Any, field: str, depth: int) -> list[Any]:
        if type(value) is not list:
            raise errors.expected("array", field)
        return [inner(one, f"{field}[{nth}]", depth + 1) for nth, one in enumerate(value)]

    return check_list


def _each(inner: Checker) -> Checker:
    def check_each(value: Any, field: str, depth: int) -> dict[str, Any]:
        if type(value) is not dict:
            raise errors.expected("object", field)
        return {name: inner(one, f"{field}.{name}", depth + 1) for name, one in value.items() if one is not None}

    return check_each


def _word(words: frozenset[str], enum: str | None) -> Checker:
    def check_word(value: Any, field: str, _depth: int) -> str:
        if type(value) is not str:
            raise errors.expected("string", field)
        if value not in words:
            raise errors.not_in_enum(value, enum or field.rpartition(".")[2], field)
        return value

    return check_word


def _text(least: int | None, most: int | None) -> Checker:
    def check_text(value: Any, field: str, _depth: int) -> str:
        if type(value) is not str:
            raise errors.expected("string", field)
        if least and not value:
            raise errors.empty(field)
        if most is not None and len(value) > most:
            raise errors.too_long(most, None if field == "idempotency_key" else field)
        return value

    return check_text


def _integer(least: int | None, most: int | None) -> Checker:
    def check_integer(value: Any, field: str, _depth: int) -> int:
        if type(value) is not int or not -LARGEST <= value <= LARGEST:
            raise errors.expected("integer", field)
        if least is not None and value < least:
            raise errors.too_low(least, field)
        if most is not None and value > most:
            raise errors.too_high(most, field)
        return value

    return check_integer


def _boolean(_least: int | None, _most: int | None) -> Checker:
    def check_boolean(value: Any, field: str, _depth: int) -> bool:
        if type(value) is not bool:
            raise errors.expected("boolean", field)
        return value

    return check_boolean


def _number(_least: int | None, _most: int | None) -> Checker:
    def check_number(value: Any, field: str, _depth: int) -> Any:
        if type(value) not in (int, float):
            raise errors.error(400, "INCORRECT_TYPE", "Expected a number value (line 1, character 2)", field)
        return value

    return check_number
