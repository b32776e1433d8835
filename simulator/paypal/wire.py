"""Checks a request's JSON against the table of facts: what must be there, types, lengths, enums. Not: its meaning.

Every mistake is told at once, each with its place, as PayPal does. Keys that are unknown are dropped (recorded).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from simulator.paypal import errors, fitting
from simulator.paypal.errors import Detail, detail

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
"""Numbers with a point stay what was written: an amount never touches a float."""


def decode(body: bytes) -> Any:
    """Return the JSON of a body. Raises the refusal of what is none."""
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise errors.invalid(detail("MALFORMED_REQUEST_JSON", field="/", location="body")) from None


def check(operation: str, given: Any) -> Any:
    """Return what the operation takes of `given`, typed. Raises the refusal that tells all of its mistakes."""
    node = fitting.tables()[0].get(operation)
    if node is None:
        return given
    try:
        return fitting.of_operation(operation)(given)
    except fitting.Unfit:
        pass  # now each mistake is looked for, with its place
    wrong: list[Detail] = []
    made = _checked(node, given, "", wrong)
    if wrong:
        raise errors.invalid(*wrong)
    return made


def _checked(node: Any, value: Any, place: str, wrong: list[Detail]) -> Any:
    if isinstance(node, dict):
        if "ref" in node:
            return _checked(fitting.tables()[1][node["ref"]], value, place, wrong)
        if "fields" in node:
            return _object(node, value, place, wrong)
        if "list" in node:
            return _list(node, value, place, wrong)
        if "any" in node:
            return _any(node["any"], value, place, wrong)
        return _text(node.get("text", {}), value, place, wrong)
    if node == "s":
        return _text({}, value, place, wrong)
    if node == "b" and not isinstance(value, bool):
        wrong.append(_bad("INVALID_PARAMETER_SYNTAX", place, value))
    if node in ("i", "n") and (isinstance(value, bool) or not isinstance(value, int | Decimal)):
        wrong.append(_bad("INVALID_PARAMETER_SYNTAX", place, value))
    return value


def _object(node: Mapping[str, Any], value: Any, place: str, wrong: list[Detail]) -> Any:
    if not isinstance(value, dict):
        wrong.append(_bad("INVALID_PARAMETER_SYNTAX", place or "/", value))
        return {}
    missing = [name for name in node["required"] if value.get(name) is None]
    wrong += [_bad("MISSING_REQUIRED_PARAMETER", f"{place}/{name}", "") for name in missing]
    fields = node["fields"]
    return {
        name: _checked(fields[name], inner, f"{place}/{name}", wrong)
        for name, inner in value.items()
        if name in fields and inner is not None
    }


def _list(node: Mapping[str, Any], value: Any, place: str, wrong: list[Detail]) -> Any:
    if not isinstance(value, list):
        wrong.append(_bad("INVALID_PARAMETER_SYNTAX", place or "/", value))
        return []
    if len(value) < node.get("min", 0):
        wrong.append(_bad("INVALID_ARRAY_MIN_ITEMS", place, ""))
    if len(value) > node.get("max", 10_000):
        wrong.append(_bad("INVALID_ARRAY_MAX_ITEMS", place, ""))
        return []
    return [_checked(node["list"], one, f"{place}/{_step(place, nth, one)}", wrong) for nth, one in enumerate(value)]


def _step(place: str, nth: int, one: Any) -> str:
    """Return how a place names an item: purchase units go by their reference_id (recorded)."""
    if place != "/purchase_units" or not isinstance(one, dict):
        return str(nth)
    return unit_step(one.get("reference_id"))


def unit_step(reference_id: Any) -> str:
    return f"@reference_id=='{reference_id if isinstance(reference_id, str) else 'default'}'"


def _any(nodes: list[Any], value: Any, place: str, wrong: list[Detail]) -> Any:
    tried: list[Detail] = []
    for node in nodes:
        tried = []
        made = _checked(node, value, place, tried)
        if not tried:
            return made
    wrong += tried
    return value


def _text(rules: Mapping[str, Any], value: Any, place: str, wrong: list[Detail]) -> Any:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = format(value, "f") if isinstance(value, Decimal) else str(value)  # recorded: 8 is taken for "8"
    if not isinstance(value, str):
        wrong.append(_bad("INVALID_PARAMETER_SYNTAX", place, value))
        return ""
    if rules.get("min", 0) > len(value):
        wrong.append(_bad("INVALID_STRING_MIN_LENGTH", place, value))
    elif len(value) > rules.get("max", 1 << 20):
        wrong.append(_bad("INVALID_STRING_MAX_LENGTH", place, value))
    elif "enum" in rules and value not in rules["enum"]:
        wrong.append(_bad("INVALID_PARAMETER_VALUE", place, value))
    elif "re" in rules and len(rules["re"]) <= fitting.TOO_LONG and not re.search(rules["re"], value):
        wrong.append(_bad("INVALID_PARAMETER_SYNTAX", place, value))
    return value


def _bad(issue: str, place: str, value: Any) -> Detail:
    shown = value if isinstance(value, str) else "" if value is None else str(value)
    return detail(issue, field=place, value=_kept_short(place, shown), location="body")


def _kept_short(place: str, value: str) -> str:
    """Return a value as an error may repeat it: of a card nothing."""
    return "" if place.endswith(("/number", "/security_code")) else value[:300]
