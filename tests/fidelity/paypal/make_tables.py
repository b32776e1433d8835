"""Makes the tables of facts about PayPal's requests and replies, read off its OpenAPI documents.

Run by hand when the simulator learns an operation:

    python tests/fidelity/paypal/make_tables.py path/to/checkout_orders_v2.json path/to/payments_payment_v2.json ...

It writes `simulator/paypal/parameters.json` (what a request may say) and `tests/fidelity/paypal/shapes.json` (what a
reply may say). Only facts are kept (names, types, lengths, patterns, enums, what must be there), in our own form:

    "s" text, "i" integer, "n" number, "b" boolean, "m" a map or anything
    {"text": {"min", "max", "re", "enum"}}, {"list": node, "min", "max"}, {"ref": name}, {"any": [node, ...]}
    {"fields": {name: node}, "required": [...]}
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PARAMETERS = ROOT / "simulator" / "paypal" / "parameters.json"
SHAPES = Path(__file__).parent / "shapes.json"

SCALARS = {"integer": "i", "number": "n", "boolean": "b"}

OTHER_SOURCES = frozenset({
    "apple_pay", "google_pay", "bancontact", "blik", "eps", "giropay", "ideal", "mybank", "p24", "sofort", "trustly",
})  # fmt: skip
"""Ways to pay that the simulator takes no notice of beyond their names."""

ADDED: dict[str, dict[str, Any]] = {
    "checkout.order_request": {
        "processing_instruction": {
            "text": {"enum": ["NO_INSTRUCTION", "ORDER_COMPLETE_ON_PAYMENT_APPROVAL", "ORDER_SAVED_EXPLICITLY"]},
        },
    },
    "checkout.card_attributes": {
        "verification": {
            "fields": {"method": {"text": {"enum": ["SCA_ALWAYS", "SCA_WHEN_REQUIRED", "3D_SECURE", "AVS_CVV"]}}},
            "required": [],
        },
    },
    "vault.token_id_request": {"type": {"text": {"enum": ["BILLING_AGREEMENT", "SETUP_TOKEN"]}}},
}
"""What paypal-server-sdk 2.4 sends and the documents do not have in that place."""


class Reader:
    """One document, and the named objects that were met in it."""

    def __init__(self, document: dict[str, Any], prefix: str, *, lengths: bool) -> None:
        self.schemas = document["components"]["schemas"]
        self.prefix = prefix
        self.lengths = lengths
        self.objects: dict[str, Any] = {}

    def node(self, schema: dict[str, Any]) -> Any:
        if "$ref" in schema:
            return self._named(schema["$ref"].rpartition("/")[2])
        if "allOf" in schema:
            return self._joined(schema)
        for several in ("oneOf", "anyOf"):
            if several in schema and not schema.get("properties"):
                made = [self.node(one) for one in schema[several]]
                return made[0] if len(made) == 1 else {"any": made}
        if schema.get("type") == "array":
            made = {"list": self.node(schema.get("items", {}))}
            if self.lengths:
                made |= {name: schema[key] for name, key in (("min", "minItems"), ("max", "maxItems")) if key in schema}
            return made
        if schema.get("properties"):
            return self._fields(schema)
        if schema.get("type") == "string" or "enum" in schema:
            return self._text(schema)
        return SCALARS.get(schema.get("type", ""), "m")

    def _text(self, schema: dict[str, Any]) -> Any:
        rules: dict[str, Any] = {}
        if "enum" in schema:
            rules["enum"] = schema["enum"]
        if self.lengths:
            rules |= {name: schema[key] for name, key in (("min", "minLength"), ("max", "maxLength")) if key in schema}
            pattern = schema.get("pattern")
            if pattern and pattern not in (r"^[\S\s]*$", r"^.*$", r"^.+$", "^(?!\\s*$).+") and _compiles(pattern):
                rules["re"] = pattern
        return {"text": rules} if rules else "s"

    def _named(self, name: str) -> Any:
        schema = self.schemas[name]
        if name in OTHER_SOURCES or name.removesuffix("_request") in OTHER_SOURCES:
            return "m"
        if not (schema.get("properties") or "allOf" in schema):
            return self.node(schema)
        place = f"{self.prefix}{name}"
        if place not in self.objects:
            self.objects[place] = None
            self.objects[place] = self.node(schema)
        return {"ref": place}

    def _fields(self, schema: dict[str, Any]) -> dict[str, Any]:
        fields = {
            name: "m" if name in OTHER_SOURCES else self.node(inner)
            for name, inner in sorted(schema["properties"].items())
        }
        return {"fields": fields, "required": sorted(schema.get("required", []))}

    def _joined(self, schema: dict[str, Any]) -> Any:
        parts = [*schema["allOf"], {key: value for key, value in schema.items() if key != "allOf"}]
        fields: dict[str, Any] = {}
        required: set[str] = set()
        for part in parts:
            made = self.node(part)
            while isinstance(made, dict) and "ref" in made:
                made = self.objects[made["ref"]]
            if not isinstance(made, dict) or "fields" not in made:
                if len(schema["allOf"]) == 1 and made not in ("m", "s"):
                    return made
                continue
            fields |= made["fields"]
            required |= set(made["required"])
        return {"fields": fields, "required": sorted(required)} if fields else "m"


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def main() -> None:
    asked: dict[str, Any] = {"operations": {}, "objects": {}}
    told: dict[str, Any] = {"operations": {}, "objects": {}}
    for place in map(Path, sys.argv[1:]):
        document = json.loads(place.read_text())
        prefix = place.stem.partition("_")[0] + "."
        request, reply = Reader(document, prefix, lengths=True), Reader(document, prefix, lengths=False)
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if method not in ("get", "post", "patch", "put", "delete"):
                    continue
                name = operation["operationId"]
                asked["operations"][name] = _request(operation, request)
                told["operations"][name] = {
                    "method": method.upper(), "path": path, "replies": _replies(document, operation, reply),
                }  # fmt: skip
        for name, more in ADDED.items():
            if name in request.objects:
                request.objects[name]["fields"] |= more
        asked["objects"] |= request.objects
        told["objects"] |= reply.objects
    _write(PARAMETERS, asked)
    _write(SHAPES, told)


def _request(operation: dict[str, Any], reader: Reader) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    schema = next((told["schema"] for kind, told in content.items() if "json" in kind and "schema" in told), None)
    return None if schema is None else reader.node(schema)


def _replies(document: dict[str, Any], operation: dict[str, Any], reader: Reader) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for status, told in operation["responses"].items():
        reply = told
        while "$ref" in reply:
            reply = document["components"]["responses"][reply["$ref"].rpartition("/")[2]]
        if status.startswith("2"):
            schema = reply.get("content", {}).get("application/json", {}).get("schema")
            made[status] = None if schema is None else reader.node(schema)
    return made


def _write(place: Path, tables: dict[str, Any]) -> None:
    parts = []
    for title, table in tables.items():
        rows = ",\n".join(
            f"{json.dumps(name)}: {json.dumps(table[name], separators=(',', ':'))}" for name in sorted(table)
        )
        parts.append(f"{json.dumps(title)}: {{\n{rows}\n}}")
    place.write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
