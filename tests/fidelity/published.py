"""What each provider publishes: its operations, kept in `operations/PROVIDER.txt`. Not: which of them are simulated.

A line is a verb and a path with `{}` for each id; where the provider's documents tell them, the API that it belongs to
and its name there follow, after a tab each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "operations"
VERBS = ("get", "post", "put", "patch", "delete")


class Operation(NamedTuple):
    """One operation that a provider publishes."""

    call: str
    """`GET /v1/charges/{}`."""
    api: str = ""
    name: str = ""


def kept(provider: str) -> list[Operation]:
    """Return the operations that are kept of a provider."""
    return [Operation(*line.split("\t")) for line in _file(provider).read_text().splitlines()]


def keep(provider: str, operations: Iterable[Operation]) -> None:
    """Keep these, in the order of their paths; of two that are one call, the last."""
    by_call = {operation.call: operation for operation in operations}
    rows = sorted(by_call.values(), key=lambda one: (one.api, one.call.split()[::-1]))
    _file(provider).write_text("".join("\t".join(filter(None, row)) + "\n" for row in rows))


def of_document(provider: str, document: Mapping[str, Any]) -> list[Operation]:
    """Return what a document names: an OpenAPI document, or a table whose keys are `GET /v1/charges/{charge}`."""
    paths = document.get("paths")
    if paths is None:
        return [Operation(_bare(name)) for name in document if name.startswith(("GET /", "POST /", "DELETE /"))]
    return [
        Operation(_bare(f"{verb.upper()} {path}"), *_whose(provider, document, path, told))
        for path in paths
        for verb, told in paths[path].items()
        if verb in VERBS
    ]


def _whose(provider: str, document: Mapping[str, Any], path: str, told: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the API and the name: PayPal has a document for each API, Square a tag, Stripe neither."""
    if provider == "stripe":
        return ()
    api = told["tags"][0] if provider == "square" else f"{document['info']['title']} {path.split('/')[1]}"
    return api, told["operationId"]


def _bare(call: str) -> str:
    return re.sub(r"\{[^}]+\}", "{}", call)


def _file(provider: str) -> Path:
    return FOLDER / f"{provider}.txt"
