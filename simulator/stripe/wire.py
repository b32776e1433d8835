"""The form of Stripe's requests: brackets into nested values, and each operation's parameters checked. Not: meaning.

What an operation takes stands in `parameters.json`, facts read off Stripe's own OpenAPI document by
`tests/fidelity/make_parameters.py`; what a version changed about that stands in `versions.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from sys import intern
from typing import Any
from urllib.parse import unquote_plus, unquote_to_bytes

import msgspec

from simulator.provider import Refusal
from simulator.stripe import errors

_INTEGER = re.compile(r"[+-]?[0-9]{1,40}\Z")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\Z")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]|%[89a-fA-F]")
BOOLEANS = {"true": True, "false": False, "True": True, "False": False}  # older Python SDKs write them as Python does

TEXTS, _INTEGERS = ("s", "s?"), ("i", "i?")
SURELY_FITS = 19
"""Digits of which fewer are always within `LARGEST`."""

LARGEST = 2**63 - 1
"""What an integer may be: SDKs in typed languages read every one of Stripe's into 64 bits (unconfirmed)."""

DEEPEST = 32
"""Hashes within hashes that are read, Rack's limit: a name with more brackets is a name that no table knows."""

METADATA_KEYS, METADATA_KEY_LENGTH, METADATA_VALUE_LENGTH = 50, 40, 500
"""Stripe, "Metadata": limits of one object."""


def decode(form: str) -> dict[str, Any]:
    """Turn `a[b][0]=c&d[]=e` into nested dictionaries; a list is a dictionary by index until a table says otherwise."""
    decoded: dict[str, Any] = {}
    if not form:
        return decoded
    for pair in form.split("&"):
        if not pair:
            continue
        raw, _, value = pair.partition("=")
        if "%" in value or "+" in value:
            value = unquote_plus(value)
        if raw.isidentifier():  # as most names are: it says what it is called as it stands
            decoded[intern(raw)] = value  # names are few, and stay in the journal
            continue
        way = steps(raw)
        if len(way) == 1 and way[0]:
            decoded[way[0]] = value
        else:
            _set(decoded, way, value)
    return decoded


def is_text(form: bytes) -> bool:
    """Say whether a form is UTF-8, as it stands and with what is percent-encoded in it."""
    if (b"%" not in form and form.isascii()) or _BEYOND_ASCII.search(form) is None:
        return True
    try:
        unquote_to_bytes(form).decode()
    except UnicodeDecodeError:
        return False
    return True


def encode(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the pairs that `decode` reads back: its inverse, for whoever speaks to the API in-process."""
    pairs: list[tuple[str, str]] = []
    for key, inner in value.items():
        _flatten(key, inner, pairs)
    return pairs


def _flatten(name: str, value: Any, pairs: list[tuple[str, str]]) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _flatten(f"{name}[{key}]", inner, pairs)
    elif isinstance(value, list | tuple):
        for nth, inner in enumerate(value):
            _flatten(f"{name}[{nth}]", inner, pairs)
    elif isinstance(value, bool):
        pairs.append((name, "true" if value else "false"))
    else:
        pairs.append((name, "" if value is None else str(value)))


@lru_cache(maxsize=1024)
def steps(raw: str) -> tuple[str, ...]:
    """Return the way that an escaped name describes; the same few names come again and again."""
    name = unquote_plus(raw)
    if "[" not in name or name.startswith("[") or name.count("[") > DEEPEST:
        return (name,)
    head, _, rest = name.partition("[")
    return (head, *rest.removesuffix("]").split("]["))


def _set(place: dict[str, Any], steps: tuple[str, ...], value: str) -> None:
    for nth, step in enumerate(steps[:-1]):
        inner = place.get(step or str(len(place)))
        if not isinstance(inner, dict):
            inner = {}
            place[step or str(len(place))] = inner
        elif step == "" and steps[nth + 1] in inner:
            # `items[][price]=a&items[][price]=b`: a field seen again opens the list's next hash.
            inner = {}
            place[str(len(place))] = inner
        place = inner
    last = steps[-1]
    place[last or str(len(place))] = value


@cache
def tables() -> dict[str, Any]:
    """Return every operation's parameters, read once."""
    raw = files("simulator.stripe").joinpath("parameters.json").read_bytes()
    loaded: dict[str, Any] = msgspec.json.decode(raw)
    return loaded


def check(operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return an operation's parameters with every value as its table says. Raises the refusal for what does not fit."""
    return typed(given, tables()[operation])


def typed(given: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """Return `given` with every value as the table says: integers, booleans, lists. An unset value is None.

    Raises the refusal that Stripe answers for what does not fit; unknown parameters are named first.
    """
    return _hash(table, given, "")


def _hash(table: Mapping[str, Any], given: Any, path: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise errors.invalid_value(path, "object")
    inner = table["hash"]
    if not (given.keys() <= inner.keys() or table.get("open")):
        raise errors.unknown_parameters([_join(path, name) for name in given if name not in inner])
    for name in table.get("required", ()):
        if name not in given:
            raise errors.missing(_join(path, name))
    checked: dict[str, Any] = {}
    for name, value in given.items():
        kind = inner.get(name)
        if type(value) is not str or not value or type(kind) is not str:
            checked[name] = _value(kind, value, _join(path, name))
        elif kind in TEXTS:
            checked[name] = value
        elif kind in _INTEGERS and len(value) < SURELY_FITS and value.isdigit() and value.isascii():
            checked[name] = int(value)
        else:
            checked[name] = _scalar(kind, value, _join(path, name))
    return checked


def _value(table: Any, value: Any, path: str) -> Any:
    """Check one value. `table` is None inside a hash that is open: it is taken as it comes."""
    if table is None:
        return value
    if isinstance(table, str):
        return _scalar(table, value, path)
    if value == "" and table.get("clear"):
        return None
    if "hash" in table:
        return _hash(table, value, path)
    if "enum" in table:
        if not isinstance(value, str) or value not in table["enum"]:
            raise errors.invalid_enum(path, table["enum"])
        return value
    if "list" in table:
        return _list(table["list"], value, path)
    if "each" in table:
        return _each(table["each"], value, path)
    return _any(table["any"], value, path)


def _list(inner: Any, value: Any, path: str) -> list[Any]:
    if not isinstance(value, Mapping):
        raise errors.invalid_value(path, "array")
    return [_value(inner, item, f"{path}[{index}]") for index, item in value.items()]


def _each(inner: Any, value: Any, path: str) -> dict[str, Any]:
    """Check a map whose keys are the caller's, as `currency_options` is by currency."""
    if not isinstance(value, Mapping):
        raise errors.invalid_value(path, "object")
    return {key: _value(inner, item, _join(path, key)) for key, item in value.items()}


def _any(alternatives: list[Any], value: Any, path: str) -> Any:
    """Take the first alternative that fits; if none does, the last one's refusal is as good as any."""
    for alternative in alternatives[:-1]:
        try:
            return _value(alternative, value, path)
        except Refusal:
            continue
    return _value(alternatives[-1], value, path)


def _scalar(kind: str, value: Any, path: str) -> Any:
    if kind[0] == "m":
        return _map(value, path)
    if not isinstance(value, str):
        shown = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        raise errors.invalid_value(path, {"s": "string", "b": "boolean"}.get(kind[0], "integer"), shown)
    if value == "":
        if kind.endswith("?"):
            return None
        raise errors.empty(path)
    if kind[0] == "i":
        if not _INTEGER.match(value) or not -LARGEST - 1 <= int(value) <= LARGEST:
            raise errors.invalid_integer(path, value)
        return int(value)
    if kind[0] == "b":
        if value not in BOOLEANS:
            raise errors.invalid_value(path, "boolean", value)
        return BOOLEANS[value]
    if kind[0] == "n":
        if not NUMBER.match(value):
            raise errors.invalid_value(path, "decimal", value)
        return value
    return value


def _map(value: Any, path: str) -> dict[str, str] | None:
    """Check a map of texts; metadata's limits are those of every map. `""` unsets it all."""
    if value == "":
        return None
    if not isinstance(value, Mapping):
        raise errors.invalid_value(path, "object")
    for key, text in value.items():
        if not isinstance(text, str):
            shown = json.dumps(text, separators=(",", ":"), ensure_ascii=False)
            raise errors.invalid_value(_join(path, key), "string", shown)
        if len(key) > METADATA_KEY_LENGTH:
            raise errors.metadata_too_long("key", METADATA_KEY_LENGTH, key)
        if len(text) > METADATA_VALUE_LENGTH:
            raise errors.metadata_too_long("value", METADATA_VALUE_LENGTH, text)
    return dict(value)


def merged_metadata(old: Mapping[str, str], given: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return metadata after an update: keys merge, an empty text removes its key, None removes all.

    Raises the refusal for more than fifty keys.
    """
    if given is None:
        return {}
    merged = {**old, **given} if old else given
    if "" in merged.values():
        merged = {key: text for key, text in merged.items() if text != ""}
    if len(merged) > METADATA_KEYS:
        raise errors.metadata_too_many(METADATA_KEYS)
    return merged


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
