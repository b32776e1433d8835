"""Whether an answer looks as Stripe publishes it: names, types, enums, what is always there, what may be null.

The table is `simulator/stripe/shapes.json` (see make_shapes.py), of 2026-08-26 and with what came since. Answers at
older versions look otherwise and are not checked by it; tests/simulator/stripe/test_versions.py knows them. API v2 is
not in the published document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import stripe

from simulator.stripe.routes import match

TABLE = Path(__file__).parents[2] / "simulator" / "stripe" / "shapes.json"

SINCE = "2026-08-26"
"""The version of the table."""

TYPES: Mapping[str, Any] = {"s": str, "i": int, "n": (int, float), "b": bool}


@cache
def table() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(TABLE.read_text())
    return loaded


@cache
def kinds() -> dict[str, str]:
    """Return which entry describes an object, by what stands in its `object`."""
    found = {}
    for name, entry in table()["objects"].items():
        named = entry["fields"].get("object", {})
        if "deleted" not in entry["fields"] and "enum" in named and "id" in entry["fields"]:
            found[named["enum"][0]] = name
    return found


def misfits(value: Any, node: Any, version: str, path: str = "") -> list[str]:
    """Return in which places a value is not what the table says, each with what is wrong there."""
    if isinstance(node, str):
        return _scalar(value, node, version, path)
    if value is None:
        return [] if node.get("null") else [f"{path} is null"]
    if "ref" in node and "fields" not in node:
        return misfits(value, table()["objects"][node["ref"]], version, path)
    if "any" in node:
        return _any(value, node["any"], version, path)
    if "enum" in node:
        return [] if node.get("open") or value in node["enum"] else [f"{path} is {value!r}, none of {node['enum']}"]
    if "list" in node:
        if not isinstance(value, list):
            return [f"{path} is {value!r}, and no list"]
        return [
            wrong
            for nth, inner in enumerate(value)
            for wrong in misfits(inner, node["list"], version, f"{path}[{nth}]")
        ]
    return _hash(value, node, version, path)


def _scalar(value: Any, node: str, version: str, path: str) -> list[str]:
    kind = node[0]
    if value is None:
        return [] if node.endswith("?") or kind == "m" else [f"{path} is null"]
    if kind == "m":
        known = isinstance(value, dict) and "id" in value and kinds().get(str(value.get("object")))
        return misfits(value, {"ref": known}, version, path) if known and "deleted" not in value else []
    if not isinstance(value, TYPES[kind]) or (kind != "b" and isinstance(value, bool)):
        return [f"{path} is {value!r}, and no {node}"]
    return []


def _any(value: Any, nodes: list[Any], version: str, path: str) -> list[str]:
    """Return nothing if one alternative fits, else what is wrong by the one that comes nearest."""
    if isinstance(value, dict):
        nodes = [node for node in nodes if not isinstance(node, str)] or nodes
    return min((misfits(value, node, version, path) for node in nodes), key=len)


def _hash(value: Any, node: Mapping[str, Any], version: str, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path} is {value!r}, and no hash"] * 1000
    fields = {name: inner for name, inner in node["fields"].items() if _since(inner) <= version[:10]}
    wrong = [f"{path}.{name} is missing" for name in node["required"] if name not in value]
    # Lists inside objects are counted, in Stripe's own examples too; the document leaves it out.
    counted = {"total_count"} if value.get("object") == "list" else set()
    wrong += [f"{path}.{name} is unknown" for name in value if name not in fields.keys() | counted]
    for name, inner in value.items():
        if name in fields:
            wrong += misfits(inner, fields[name], version, f"{path}.{name}")
    return wrong


def _since(node: Any) -> str:
    return str(node.get("since", "")) if isinstance(node, dict) else ""


def check_answer(
    method: str, url: str, sent: Mapping[str, str], status: int, headers: Mapping[str, str], body: bytes | str
) -> None:
    """Raise AssertionError if an answer is not of the shape that is published for its operation."""
    version = str(headers.get("stripe-version", ""))
    key = sent.get("Authorization", "").removeprefix("Bearer ")
    found = match(method.upper(), urlsplit(url).path)
    if (
        found is None
        or found[0].v2
        or version[:10] < SINCE
        or not key.startswith("sk_")
        or "json" not in headers["content-type"]
    ):
        return
    node = table()["answers"].get(found[0].operation) if status < 300 else {"ref": "api_errors"}
    shown = json.loads(body)
    wrong = misfits(shown if status < 300 else shown["error"], node, version, found[0].operation)
    assert not wrong, "\n".join(wrong)


class Watching(stripe.RequestsClient):
    """The SDK's own way to speak HTTP; what comes back is looked at before the SDK sees it."""

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        body, status, told = super().request(method, url, headers, post_data)
        lower = {name.lower(): value for name, value in told.items()}
        check_answer(method, url, headers, status, lower, body)
        return body, status, told
