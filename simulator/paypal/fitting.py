"""Takes a request's JSON that fits the table of facts, fast, and says of other only that it does not fit.

Most requests fit. What is wrong with one, and where, is looked for in `wire.py`, by the same table. Not: refusals.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, partial
from importlib.resources import files
from typing import Any

Taker = Callable[[Any], Any]

TOO_LONG = 200
"""Characters: a longer pattern tells nothing that a shorter check does not."""


class Unfit(Exception):  # noqa: N818 - it is answered, not logged
    """Something does not fit."""


@cache
def tables() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the nodes of the table by operation, and those that have names."""
    told = json.loads(files("simulator.paypal").joinpath("parameters.json").read_bytes())
    return told["operations"], told["objects"]


@cache
def of_operation(operation: str) -> Taker:
    """Return what takes the body of an operation. It raises Unfit."""
    return _taker(tables()[0][operation])


@cache
def _named(name: str) -> Taker:
    return _taker(tables()[1][name])


def _of_kind(name: str, value: Any) -> Any:
    """Look it up late: a kind may hold itself."""
    return _named(name)(value)


def _taker(node: Any) -> Taker:
    if not isinstance(node, dict):
        return _SCALARS.get(node, _anything)
    if "ref" in node:
        return partial(_of_kind, node["ref"])
    if "fields" in node:
        return _object(node)
    if "list" in node:
        return _list(node)
    if "any" in node:
        return _any([_taker(one) for one in node["any"]])
    return _text(node["text"])


def _object(node: Mapping[str, Any]) -> Taker:
    fields = {name: _taker(inner) for name, inner in node["fields"].items()}
    required = tuple(node["required"])

    def take(value: Any) -> Any:
        if type(value) is not dict:
            raise Unfit
        for name in required:
            if value.get(name) is None:
                raise Unfit
        return {name: fields[name](inner) for name, inner in value.items() if inner is not None and name in fields}

    return take


def _list(node: Mapping[str, Any]) -> Taker:
    one, least, most = _taker(node["list"]), node.get("min", 0), node.get("max", 10_000)

    def take(value: Any) -> Any:
        if type(value) is not list or not least <= len(value) <= most:
            raise Unfit
        return [one(inner) for inner in value]

    return take


def _any(takers: list[Taker]) -> Taker:
    def take(value: Any) -> Any:
        for one in takers:
            try:
                return one(value)
            except Unfit:
                continue
        raise Unfit

    return take


def _text(rules: Mapping[str, Any]) -> Taker:
    least, most = rules.get("min", 0), rules.get("max", 1 << 20)
    words = frozenset(rules["enum"]) if "enum" in rules else None
    pattern = rules.get("re") if words is None else None
    fits = re.compile(pattern).search if pattern and len(pattern) <= TOO_LONG else None

    def take(value: Any) -> Any:
        text = value if type(value) is str else _written(value)
        if not least <= len(text) <= most or (words is not None and text not in words):
            raise Unfit
        if fits is not None and fits(text) is None:
            raise Unfit
        return text

    return take


def _written(value: Any) -> str:
    """Return a number as text: recorded, 8 is taken for "8"."""
    if type(value) is int:
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    raise Unfit


def _boolean(value: Any) -> Any:
    if type(value) is not bool:
        raise Unfit
    return value


def _number(value: Any) -> Any:
    if type(value) is bool or not isinstance(value, int | Decimal):
        raise Unfit
    return value


def _anything(value: Any) -> Any:
    return value


_SCALARS: Mapping[Any, Taker] = {"s": _text({}), "b": _boolean, "i": _number, "n": _number}
