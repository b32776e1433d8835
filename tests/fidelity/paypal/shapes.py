"""Holds a reply against the table of facts: what PayPal's documents say it may say. Not: making the table, test cases.

Fields that the table does not have fail, unless they are recorded. Fields that are missing fail where the documents
require them, which they seldom do, and where every recording has them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

RECORDED = frozenset({
    "disputed_transactions/seller_protection_eligible",
    "items/disputed_transactions",
    "links/encType",
    "payee/display_data",
    "payment_preferences/service_type",
    "plans.create/usage_type",
    "plans.get/usage_type",
    "plans/usage_type",
})  # fmt: skip
"""Fields by the name of what holds them: recorded replies have them, and the documents do not."""

ONLY_IN_EVENTS = frozenset({"auto_renewal"})
"""Recorded in events of subscriptions, and in no reply."""

_BRIEF = "id status links"
_ORDER = f"{_BRIEF} intent purchase_units create_time"
_CAPTURE = f"{_BRIEF} amount final_capture seller_protection create_time update_time"
_HOLD = f"{_BRIEF} amount seller_protection expiration_time create_time update_time"
_REFUND = f"{_BRIEF} amount seller_payable_breakdown create_time update_time"
_DISPUTE = "dispute_id create_time update_time reason status dispute_amount dispute_life_cycle_stage links"
_PLAN = "id billing_cycles payment_preferences quantity_supported"
_TOKEN = "id customer payment_source links"

ALWAYS: dict[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "orders.create": _BRIEF,
        "orders.confirm": _BRIEF,
        "orders.authorize": f"{_BRIEF} purchase_units",
        "orders.capture": f"{_BRIEF} purchase_units",
        "orders.get": _ORDER,
        "purchase_units": "reference_id",
        "captures": _CAPTURE,
        "authorizations": _HOLD,
        "refunds": _REFUND,
        "authorizations.get": _HOLD,
        "authorizations.capture": _BRIEF,
        "authorizations.reauthorize": _BRIEF,
        "captures.get": f"{_CAPTURE} supplementary_data",
        "captures.refund": _BRIEF,
        "refunds.get": _REFUND,
        "disputes.get": f"{_DISPUTE} disputed_transactions",
        "disputes.list": "items links",
        "setup-tokens.create": f"{_TOKEN} status",
        "setup-tokens.get": f"{_TOKEN} status",
        "payment-tokens.create": _TOKEN,
        "payment-tokens.get": _TOKEN,
        "plans.create": f"{_BRIEF} product_id name create_time",
        "plans.get": f"{_PLAN} product_id name status create_time update_time links",
        "subscriptions.create": f"{_BRIEF} create_time",
        "subscriptions.get": f"{_BRIEF} status_update_time plan_id start_time quantity create_time plan_overridden",
        "payment_preferences": "auto_bill_outstanding setup_fee setup_fee_failure_action payment_failure_threshold",
    }.items()
}
"""What every recording has, by operation or by the name of what holds it, beside what the documents require.

A brief reply has less than a full one, and a capture that is pending no breakdown.
"""

SHOWN_BY = {
    "authorization": "authorizations.get",
    "capture": "captures.get",
    "checkout-order": "orders.get",
    "dispute": "disputes.get",
    "payment_token": "payment-tokens.get",
    "plan": "plans.get",
    "product": "products.get",
    "refund": "refunds.get",
    "subscription": "subscriptions.get",
}
"""By the type of an event's resource, the operation that shows the same object: the documents leave it open."""


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads((Path(__file__).parent / "shapes.json").read_text())
    return tables


def operations() -> dict[str, dict[str, Any]]:
    """Return what the documents tell, by operation: method, path, replies."""
    told: dict[str, dict[str, Any]] = _tables()["operations"]
    return told


def wrong(operation: str, status: int, body: Any) -> list[str]:
    """Return all that is wrong with a reply, each with its place."""
    replies = operations()[operation]["replies"]
    if str(status) not in replies:
        return [f"{operation}: status {status} is none of {sorted(replies)}"]
    node = replies[str(status)]
    if node is None:
        return [] if body in (None, b"") else [f"{operation}: a body where there is none"]
    return _wrong(node, body, "", operation)


def wrong_event(event: dict[str, Any]) -> list[str]:
    """Return all that is wrong with the resource of a delivered event: it is shown as reading the object shows it."""
    told = {key: value for key, value in event["resource"].items() if key not in ONLY_IN_EVENTS}
    return [f"{event['event_type']} {one}" for one in wrong(SHOWN_BY[event["resource_type"]], 200, told)]


def _wrong(node: Any, value: Any, place: str, name: str) -> list[str]:
    if isinstance(node, dict) and "ref" in node:
        return _wrong(_tables()["objects"][node["ref"]], value, place, name)
    if isinstance(node, dict) and "any" in node:
        tried = [_wrong(one, value, place, name) for one in node["any"]]
        return min(tried, key=len)
    if isinstance(node, dict) and "list" in node:
        if not isinstance(value, list):
            return [f"{place}: no list"]
        return [one for nth, inner in enumerate(value) for one in _wrong(node["list"], inner, f"{place}/{nth}", name)]
    if isinstance(node, dict) and "fields" in node:
        return _wrong_object(node, value, place, name)
    return _wrong_scalar(node, value, place)


def _wrong_object(node: dict[str, Any], value: Any, place: str, name: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{place}: no object"]
    required = ALWAYS.get(name, frozenset()).union(node["required"])
    found = [f"{place}: lacks {key}" for key in sorted(required) if key not in value]
    for key, inner in value.items():
        if key not in node["fields"]:
            if f"{name}/{key}" not in RECORDED:
                found.append(f"{place}/{key}: unknown ({name}/{key})")
        else:
            found += _wrong(node["fields"][key], inner, f"{place}/{key}", key)
    return found


def _wrong_scalar(node: Any, value: Any, place: str) -> list[str]:
    rules = node.get("text", {}) if isinstance(node, dict) else {}
    if isinstance(node, dict) or node == "s":
        if not isinstance(value, str):
            return [f"{place}: {value!r} is no text"]
        return [] if value in rules.get("enum", [value]) else [f"{place}: {value!r} is none of {rules['enum']}"]
    kinds: dict[str, tuple[type, ...]] = {"i": (int,), "n": (int, float), "b": (bool,)}
    if node in kinds and (not isinstance(value, kinds[node]) or (node != "b" and isinstance(value, bool))):
        return [f"{place}: {value!r} is no {node}"]
    return []
