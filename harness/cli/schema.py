"""`assay schema`: the published JSON Schemas on standard output. Not: checking a file against them."""

from __future__ import annotations

from typing import Any

import click
import msgspec

WHAT = ("results", "descriptor")


@click.command(name="schema")
@click.argument("what", type=click.Choice(WHAT))
def command(what: str) -> None:
    """Print the JSON Schema (2020-12) of results.json, or of assay.toml for editors that complete TOML by schema."""
    click.echo(msgspec.json.format(msgspec.json.encode(SCHEMAS[what]())).decode())


def _results() -> dict[str, Any]:
    from harness.results import json_schema  # noqa: PLC0415 - only the schema that is asked for

    return json_schema()


def _descriptor() -> dict[str, Any]:
    from harness.descriptor.model import Descriptor  # noqa: PLC0415 - as above

    schema = msgspec.json.schema(Descriptor)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Assay descriptor", **schema}


SCHEMAS = {"results": _results, "descriptor": _descriptor}
