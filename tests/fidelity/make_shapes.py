"""Makes `simulator/stripe/shapes.json`: what Stripe's answers look like, read off its OpenAPI document.

Run by hand when the simulator learns an operation:

    python tests/fidelity/make_shapes.py path/to/spec3.json

Only facts are kept (names, types, enums, what is always there, what may be null), in our own form:

    "s" text, "i" integer, "n" number, "b" boolean, "m" a map or anything; a trailing "?" may be null
    {"enum": [...]}, {"list": node}, {"any": [node, ...]}, {"ref": name of an object}; each with "null"; an enum with
    "open" is one that Stripe itself does not hold its answers to
    {"fields": {name: node}, "required": [...]}

Objects that the simulator never shows are left out of what a field can be expanded into.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.fidelity.make_parameters import OPERATIONS, UNPUBLISHED

TARGET = Path(__file__).parents[2] / "simulator" / "stripe" / "shapes.json"

VERSION = "2026-08-26.dahlia"

ADDED: dict[str, dict[str, Any]] = {
    "dispute": {
        "intended_submission_method": {
            "enum": ["manual", "prefer_manual", "prefer_smart_disputes", "smart_disputes"], "null": True,
            "since": "2026-10-28"},
    },
    "dispute_evidence_details": {
        "submission_method": {"enum": ["manual", "not_submitted", "smart_disputes"], "since": "2026-10-28"},
    },
    "account_business_profile": {
        "specified_commercial_transactions_act_url": {"any": ["s"], "null": True, "since": "2026-09-30"},
    },
}  # fmt: skip
"""What the types of stripe-python 16.1 have and an older document has not, and since which version."""

RECORDED: dict[str, dict[str, Any]] = {
    "cancellation_details": {"feedback_option": "s?"},
    "checkout.session": {"allowed_payment_method_types": "m"},
    "invoiceitem": {"invoicing_rules": {"list": "m"}},
    "subscription": {"plan": {"any": [{"ref": "plan"}], "null": True}, "quantity": "i?"},
    "subscriptions_resource_pending_update": {"cancel_at_period_end": "b?"},
    "subscription_item": {"current_trial": "m", "plan": {"ref": "plan"}},
    "subscriptions_trials_resource_end_behavior": {"billing_cycle_anchor": "s"},
    "subscriptions_resource_trial_settings_end_behavior": {"billing_cycle_anchor": "s"},
    "payment_intent": {"payment_record": "m", "shared_payment_granted_token": "m", "source": "m"},
    "payment_intent_payment_method_options": {"link": "m"},
    "payment_method_details_card": {"electronic_commerce_indicator": "s?"},
    "payment_method": {"shared_payment_granted_token": "m"},
    "charge": {"destination": "m", "dispute": "m", "order": "m", "source": "m"},
    "dispute": {"balance_transaction": "m"},
    "product": {"attributes": {"list": "m"}, "tax_details": "m", "type": "s"},
    "recurring": {"trial_period_days": "i?"},
    "token": {"card": {"ref": "card"}, "bank_account": {"ref": "bank_account"}},
}
"""What Stripe answers and its document does not tell of: recorded, or said in its reference."""

NEVER_SEEN = {"invoice": {"amount_paid_off_stripe"}}
"""What the document says is always there, and no recording of that version has."""

SHOWN = frozenset({
    "account", "account_link", "application_fee", "balance", "balance_transaction", "bank_account",
    "billing.meter", "billing.meter_event", "billing.meter_event_summary", "billing_portal.configuration",
    "billing_portal.session", "card", "cash_balance", "charge", "checkout.session", "coupon", "credit_note",
    "credit_note_line_item", "customer", "customer_balance_transaction",
    "customer_cash_balance_transaction", "discount", "dispute", "event", "fee_refund", "file", "file_link",
    "invoice", "invoice_payment", "invoiceitem", "item", "line_item", "mandate", "payment_intent", "payment_link",
    "payment_method", "payout", "plan", "price", "product", "promotion_code", "refund", "setup_attempt",
    "setup_intent", "subscription", "subscription_item", "tax_rate", "test_helpers.test_clock", "token", "topup",
    "transfer", "transfer_reversal", "webhook_endpoint",
})  # fmt: skip
"""Kinds of objects that the simulator has."""

SCALARS = {"string": "s", "integer": "i", "number": "n", "boolean": "b"}


def main() -> None:
    document = json.loads(Path(sys.argv[1]).read_text())
    schemas = document["components"]["schemas"]
    answers = {name: node(_answer(document, *place), schemas) for name, place in OPERATIONS.items()}
    answers |= dict.fromkeys(UNPUBLISHED, "m")
    wanted = [*_refs(answers), *(name for name, schema in schemas.items() if _kind(schema) in SHOWN), "api_errors"]
    objects: dict[str, Any] = {}
    while wanted:
        name = wanted.pop()
        if name not in objects:
            objects[name] = fields(schemas[name], schemas)
            objects[name]["fields"] |= {**ADDED.get(name, {}), **RECORDED.get(name, {})}
            objects[name]["required"] = [
                one for one in objects[name]["required"] if one not in NEVER_SEEN.get(name, ())
            ]
            wanted += _refs(objects[name])
    lines = [f'"version": {json.dumps(VERSION)}']
    for title, table in (("answers", answers), ("objects", dict(sorted(objects.items())))):
        rows = ",\n".join(
            f"{json.dumps(name)}: {json.dumps(made, separators=(',', ':'))}" for name, made in table.items()
        )
        lines.append(f"{json.dumps(title)}: {{\n{rows}\n}}")
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _answer(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    content = document["paths"][path][method]["responses"]["200"].get("content", {})
    schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return schema


def node(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """Return one value in our form."""
    made = _node(schema, schemas)
    if not schema.get("nullable"):
        return made
    return made + "?" if isinstance(made, str) else made | {"null": True}


def _node(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return {"ref": schema["$ref"].rpartition("/")[2]}
    if "anyOf" in schema:
        return _any([one for one in schema["anyOf"] if _is_shown(one, schemas)], schemas)
    if schema.get("type") == "array":
        return {"list": node(schema["items"], schemas)}
    if "enum" in schema:
        made = {"enum": schema["enum"]}
        return made | {"open": True} if schema.get("x-stripeBypassValidation") else made
    if schema.get("properties"):
        return fields(schema, schemas)
    return SCALARS.get(schema.get("type", ""), "m")


def _any(alternatives: list[dict[str, Any]], schemas: dict[str, Any]) -> Any:
    made = [node(one, schemas) for one in alternatives]
    return made[0] if len(made) == 1 else {"any": made} if made else "m"


def _is_shown(schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Say whether an alternative is one that the simulator may show: no resource, or one that it has."""
    name = schema.get("$ref", "").rpartition("/")[2]
    kind = _kind(schemas.get(name.removeprefix("deleted_"), {})) if name else None
    return kind is None or kind in SHOWN


def _kind(schema: dict[str, Any]) -> str | None:
    """Return what stands in `object` of a resource; None for a hash that is none."""
    enum = schema.get("properties", {}).get("object", {}).get("enum") if "id" in schema.get("properties", {}) else None
    enum = enum or (["balance"] if schema.get("title") == "Balance" else None)
    return enum[0] if enum else None


def fields(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in schema:
        return {"fields": {}, "required": [], "any": [node(one, schemas) for one in schema["anyOf"]]}
    made = {name: node(inner, schemas) for name, inner in sorted(schema.get("properties", {}).items())}
    return {"fields": made, "required": sorted(schema.get("required", []))}


def _refs(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for inner in value for name in _refs(inner)]
    if not isinstance(value, dict):
        return []
    own = [value["ref"]] if isinstance(value.get("ref"), str) and len(value) <= 2 else []
    return own + [name for inner in value.values() for name in _refs(inner)]


if __name__ == "__main__":
    main()
