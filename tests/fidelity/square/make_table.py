"""Makes `simulator/square/table.json`: what Square's operations take and answer, read off its OpenAPI document.

Run by hand when the simulator learns an operation:

    python tests/fidelity/square/make_table.py path/to/api.json

Only facts are kept (names, types, limits, enums, what is required or read-only), in our own form:

    "s" text, "i" integer, "n" number, "b" boolean, "m" a map or anything
    {"s": [least, most characters]}, {"i": [least, most]}; null where there is no such limit
    {"enum": [...]}, {"list": node}, {"each": node} (a map of such), {"ref": name of an object}
    {"fields": {name: node}, "required": [...], "read_only": [...]}

Fields that the types of the official SDK have and the document has not are taken in too: the SDK is newer.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[3] / "simulator" / "square" / "table.json"

VERSION = "2025-08-20"

OPERATIONS: dict[str, tuple[str, str]] = {
    "cards.create": ("post", "/v2/cards"),
    "cards.disable": ("post", "/v2/cards/{card_id}/disable"),
    "cards.get": ("get", "/v2/cards/{card_id}"),
    "cards.list": ("get", "/v2/cards"),
    "catalog.batch_delete": ("post", "/v2/catalog/batch-delete"),
    "catalog.batch_get": ("post", "/v2/catalog/batch-retrieve"),
    "catalog.batch_upsert": ("post", "/v2/catalog/batch-upsert"),
    "catalog.info": ("get", "/v2/catalog/info"),
    "catalog.list": ("get", "/v2/catalog/list"),
    "catalog.objects.delete": ("delete", "/v2/catalog/object/{object_id}"),
    "catalog.objects.get": ("get", "/v2/catalog/object/{object_id}"),
    "catalog.objects.upsert": ("post", "/v2/catalog/object"),
    "catalog.search": ("post", "/v2/catalog/search"),
    "customers.create": ("post", "/v2/customers"),
    "customers.delete": ("delete", "/v2/customers/{customer_id}"),
    "customers.get": ("get", "/v2/customers/{customer_id}"),
    "customers.list": ("get", "/v2/customers"),
    "customers.search": ("post", "/v2/customers/search"),
    "customers.update": ("put", "/v2/customers/{customer_id}"),
    "disputes.accept": ("post", "/v2/disputes/{dispute_id}/accept"),
    "disputes.evidence.create_file": ("post", "/v2/disputes/{dispute_id}/evidence-files"),
    "disputes.evidence.create_text": ("post", "/v2/disputes/{dispute_id}/evidence-text"),
    "disputes.evidence.delete": ("delete", "/v2/disputes/{dispute_id}/evidence/{evidence_id}"),
    "disputes.evidence.get": ("get", "/v2/disputes/{dispute_id}/evidence/{evidence_id}"),
    "disputes.evidence.list": ("get", "/v2/disputes/{dispute_id}/evidence"),
    "disputes.get": ("get", "/v2/disputes/{dispute_id}"),
    "disputes.list": ("get", "/v2/disputes"),
    "disputes.submit_evidence": ("post", "/v2/disputes/{dispute_id}/submit-evidence"),
    "events.disable": ("put", "/v2/events/disable"),
    "events.enable": ("put", "/v2/events/enable"),
    "events.search": ("post", "/v2/events"),
    "events.types": ("get", "/v2/events/types"),
    "invoices.cancel": ("post", "/v2/invoices/{invoice_id}/cancel"),
    "invoices.create": ("post", "/v2/invoices"),
    "invoices.delete": ("delete", "/v2/invoices/{invoice_id}"),
    "invoices.get": ("get", "/v2/invoices/{invoice_id}"),
    "invoices.list": ("get", "/v2/invoices"),
    "invoices.publish": ("post", "/v2/invoices/{invoice_id}/publish"),
    "invoices.search": ("post", "/v2/invoices/search"),
    "invoices.update": ("put", "/v2/invoices/{invoice_id}"),
    "locations.get": ("get", "/v2/locations/{location_id}"),
    "locations.list": ("get", "/v2/locations"),
    "merchants.get": ("get", "/v2/merchants/{merchant_id}"),
    "merchants.list": ("get", "/v2/merchants"),
    "oauth.token_status": ("post", "/oauth2/token/status"),
    "orders.batch_get": ("post", "/v2/orders/batch-retrieve"),
    "orders.calculate": ("post", "/v2/orders/calculate"),
    "orders.clone": ("post", "/v2/orders/clone"),
    "orders.create": ("post", "/v2/orders"),
    "orders.get": ("get", "/v2/orders/{order_id}"),
    "orders.pay": ("post", "/v2/orders/{order_id}/pay"),
    "orders.search": ("post", "/v2/orders/search"),
    "orders.update": ("put", "/v2/orders/{order_id}"),
    "payment_links.create": ("post", "/v2/online-checkout/payment-links"),
    "payment_links.delete": ("delete", "/v2/online-checkout/payment-links/{id}"),
    "payment_links.get": ("get", "/v2/online-checkout/payment-links/{id}"),
    "payment_links.list": ("get", "/v2/online-checkout/payment-links"),
    "payment_links.update": ("put", "/v2/online-checkout/payment-links/{id}"),
    "payments.cancel": ("post", "/v2/payments/{payment_id}/cancel"),
    "payments.cancel_by_idempotency_key": ("post", "/v2/payments/cancel"),
    "payments.complete": ("post", "/v2/payments/{payment_id}/complete"),
    "payments.create": ("post", "/v2/payments"),
    "payments.get": ("get", "/v2/payments/{payment_id}"),
    "payments.list": ("get", "/v2/payments"),
    "payments.update": ("put", "/v2/payments/{payment_id}"),
    "refunds.create": ("post", "/v2/refunds"),
    "refunds.get": ("get", "/v2/refunds/{refund_id}"),
    "refunds.list": ("get", "/v2/refunds"),
    "subscriptions.bulk_swap_plan": ("post", "/v2/subscriptions/bulk-swap-plan"),
    "subscriptions.cancel": ("post", "/v2/subscriptions/{subscription_id}/cancel"),
    "subscriptions.change_billing_anchor_date": ("post", "/v2/subscriptions/{subscription_id}/billing-anchor"),
    "subscriptions.create": ("post", "/v2/subscriptions"),
    "subscriptions.delete_action": ("delete", "/v2/subscriptions/{subscription_id}/actions/{action_id}"),
    "subscriptions.get": ("get", "/v2/subscriptions/{subscription_id}"),
    "subscriptions.list_events": ("get", "/v2/subscriptions/{subscription_id}/events"),
    "subscriptions.pause": ("post", "/v2/subscriptions/{subscription_id}/pause"),
    "subscriptions.resume": ("post", "/v2/subscriptions/{subscription_id}/resume"),
    "subscriptions.search": ("post", "/v2/subscriptions/search"),
    "subscriptions.swap_plan": ("post", "/v2/subscriptions/{subscription_id}/swap-plan"),
    "subscriptions.update": ("put", "/v2/subscriptions/{subscription_id}"),
    "webhook_subscriptions.create": ("post", "/v2/webhooks/subscriptions"),
    "webhook_subscriptions.delete": ("delete", "/v2/webhooks/subscriptions/{subscription_id}"),
    "webhook_subscriptions.event_types": ("get", "/v2/webhooks/event-types"),
    "webhook_subscriptions.get": ("get", "/v2/webhooks/subscriptions/{subscription_id}"),
    "webhook_subscriptions.list": ("get", "/v2/webhooks/subscriptions"),
    "webhook_subscriptions.rotate_key": ("post", "/v2/webhooks/subscriptions/{subscription_id}/signature-key"),
    "webhook_subscriptions.test": ("post", "/v2/webhooks/subscriptions/{subscription_id}/test"),
    "webhook_subscriptions.update": ("put", "/v2/webhooks/subscriptions/{subscription_id}"),
}

EVENTS: dict[str, str] = {
    "card.created": "CardCreatedEvent",
    "card.disabled": "CardDisabledEvent",
    "catalog.version.updated": "CatalogVersionUpdatedEvent",
    "customer.created": "CustomerCreatedEvent",
    "customer.deleted": "CustomerDeletedEvent",
    "customer.updated": "CustomerUpdatedEvent",
    "dispute.created": "DisputeCreatedEvent",
    "dispute.evidence.created": "DisputeEvidenceCreatedEvent",
    "dispute.evidence.deleted": "DisputeEvidenceDeletedEvent",
    "dispute.state.updated": "DisputeStateUpdatedEvent",
    "invoice.canceled": "InvoiceCanceledEvent",
    "invoice.created": "InvoiceCreatedEvent",
    "invoice.deleted": "InvoiceDeletedEvent",
    "invoice.payment_made": "InvoicePaymentMadeEvent",
    "invoice.published": "InvoicePublishedEvent",
    "invoice.refunded": "InvoiceRefundedEvent",
    "invoice.scheduled_charge_failed": "InvoiceScheduledChargeFailedEvent",
    "invoice.updated": "InvoiceUpdatedEvent",
    "order.created": "OrderCreatedEvent",
    "order.fulfillment.updated": "OrderFulfillmentUpdatedEvent",
    "order.updated": "OrderUpdatedEvent",
    "payment.created": "PaymentCreatedEvent",
    "payment.updated": "PaymentUpdatedEvent",
    "refund.created": "RefundCreatedEvent",
    "refund.updated": "RefundUpdatedEvent",
    "subscription.created": "SubscriptionCreatedEvent",
    "subscription.updated": "SubscriptionUpdatedEvent",
}

RECORDED: dict[str, dict[str, Any]] = {
    "Payment": {"version": "i"},
    "PaymentRefund": {"version": "i"},
    "Subscription": {"tenant": "s"},
    "SubscriptionPricing": {"price": {"ref": "Money"}},
    **{kind: {"location_id": "s"} for event, kind in EVENTS.items() if event.startswith("invoice.")},
}
"""What deliveries were recorded to have, or samples of the documentation have, and the document does not tell of."""

SPARSE = ("Order", "RiskEvaluation")
"""Objects that need not be whole: of an order an update names only what changes, and what a new one needs is asked
where it is made; a risk evaluation has no `status` in any recording, whatever the document says."""

DISPUTE_DATA = ("DisputeCreatedEventObject", "DisputeEvidenceCreatedEventObject", "DisputeEvidenceDeletedEventObject",
                "DisputeStateUpdatedEventObject")  # fmt: skip
"""The document names the key of these `object`; its own samples, and deliveries, have `dispute`."""

WORDS: dict[str, list[str]] = {"ErrorCode": ["VERSION_MISMATCH"], "FulfillmentType": ["DIGITAL"]}
"""Words that were recorded and are in no list of the document."""

SCALARS = {"string": "s", "integer": "i", "number": "n", "boolean": "b"}


def main() -> None:
    document = json.loads(Path(sys.argv[1]).read_text())
    schemas = document["components"]["schemas"]
    operations: dict[str, Any] = {}
    for name, (method, path) in OPERATIONS.items():
        told = document["paths"][path][method]
        content = told.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            body = node(content["multipart/form-data"]["schema"]["properties"]["request"])
        else:
            body = node(content["application/json"]["schema"]) if content else None
        query = [one for one in told.get("parameters", []) if one["in"] == "query"]
        scopes = [scope for one in told.get("security", []) for scope in one.get("oauth2", [])]
        answer = told["responses"]["200"]["content"]["application/json"]["schema"]
        operations[name] = {
            "method": method.upper(),
            "path": re.sub(r"\{\w+\}", "{}", path),
            **({"body": body} if body else {}),
            **({"query": {one["name"]: node(one["schema"]) for one in query}} if query else {}),
            **({"query_required": [one["name"] for one in query if one["required"]]}
               if any(one["required"] for one in query) else {}),
            **({"scopes": sorted(set(scopes))} if scopes else {}),
            "answer": node(answer),
        }  # fmt: skip
    wanted = [*_refs(operations), *EVENTS.values(), "Error"]
    objects: dict[str, Any] = {}
    while wanted:
        name = wanted.pop()
        if name not in objects:
            objects[name] = _object(name, schemas)
            wanted += _refs(objects[name])
    lines = [f'"version": {json.dumps(VERSION)}', f'"events": {json.dumps(EVENTS, indent=0)}']
    for title, table in (("operations", operations), ("objects", dict(sorted(objects.items())))):
        rows = ",\n".join(
            f"{json.dumps(name)}: {json.dumps(made, separators=(',', ':'))}" for name, made in table.items()
        )
        lines.append(f"{json.dumps(title)}: {{\n{rows}\n}}")
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _object(name: str, schemas: dict[str, Any]) -> Any:
    schema = schemas.get(name, {})  # the document refers to some that it does not hold
    made = node(schema)
    if name in WORDS:
        made["enum"] = [*made["enum"], *WORDS[name]]
    if isinstance(made, dict) and "fields" in made:
        for field in _newer(name):
            made["fields"].setdefault(field, "m")
        made["fields"] |= RECORDED.get(name, {})
        if name in SPARSE:
            made.pop("required", None)
        if name in DISPUTE_DATA:
            made["fields"]["dispute"] = {"ref": "Dispute"}
    return made


def _newer(name: str) -> list[str]:
    """Return the fields that the SDK's type of that name has, as they are on the wire."""
    module = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    try:
        kind = getattr(importlib.import_module(f"square.types.{module}"), name)
    except (ImportError, AttributeError):
        return []
    fields = getattr(kind, "model_fields", {})
    return [field.alias or key for key, field in fields.items()]


def node(schema: dict[str, Any]) -> Any:
    """Return one value in our form."""
    if "$ref" in schema:
        return {"ref": schema["$ref"].rpartition("/")[2]}
    if "allOf" in schema:
        return node(schema["allOf"][0])
    if schema.get("type") == "array":
        return {"list": node(schema["items"])}
    if "enum" in schema:
        return {"enum": schema["enum"]}
    if schema.get("properties") is not None:
        return _fields(schema)
    if isinstance(schema.get("additionalProperties"), dict):
        return {"each": node(schema["additionalProperties"])}
    kind = SCALARS.get(schema.get("type", ""), "m")
    limits = {"s": ("minLength", "maxLength"), "i": ("minimum", "maximum")}.get(kind)
    found = [schema.get(limit) for limit in limits] if limits else [None]
    return {kind: found} if any(limit is not None for limit in found) else kind


def _fields(schema: dict[str, Any]) -> dict[str, Any]:
    properties = schema["properties"]
    read_only = sorted(name for name, inner in properties.items() if inner.get("readOnly"))
    return {
        "fields": {name: node(inner) for name, inner in sorted(properties.items())},
        **({"required": sorted(schema["required"])} if schema.get("required") else {}),
        **({"read_only": read_only} if read_only else {}),
    }


def _refs(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for inner in value for name in _refs(inner)]
    if not isinstance(value, dict):
        return []
    own = [value["ref"]] if isinstance(value.get("ref"), str) and len(value) == 1 else []
    return own + [name for inner in value.values() for name in _refs(inner)]


if __name__ == "__main__":
    main()
