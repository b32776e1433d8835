"""Makes `simulator/stripe/parameters.json`: which parameters Stripe's operations take, read off its OpenAPI document.

Run by hand when the simulator learns an operation:

    python tests/fidelity/make_parameters.py path/to/spec3.json

Only facts are kept (names, types, enums, what is required, what may be cleared by an empty value), in our own form:

    "s" text, "i" integer, "n" number, "b" boolean, "m" a map of texts; a trailing "?" may be cleared by ""
    {"enum": [...]}, {"list": node}, {"hash": {name: node}, "required": [...]}, {"each": node} (a map of such),
    {"any": [node, ...]}; each with "clear"
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[2] / "simulator" / "stripe" / "parameters.json"

OPERATIONS: dict[str, tuple[str, str]] = {
    "account_links.create": ("post", "/v1/account_links"),
    "account.retrieve": ("get", "/v1/account"),
    "accounts.create": ("post", "/v1/accounts"),
    "accounts.delete": ("delete", "/v1/accounts/{account}"),
    "accounts.list": ("get", "/v1/accounts"),
    "accounts.retrieve": ("get", "/v1/accounts/{account}"),
    "accounts.update": ("post", "/v1/accounts/{account}"),
    "application_fees.list": ("get", "/v1/application_fees"),
    "application_fees.refunds.create": ("post", "/v1/application_fees/{id}/refunds"),
    "application_fees.refunds.list": ("get", "/v1/application_fees/{id}/refunds"),
    "application_fees.refunds.retrieve": ("get", "/v1/application_fees/{fee}/refunds/{id}"),
    "application_fees.refunds.update": ("post", "/v1/application_fees/{fee}/refunds/{id}"),
    "application_fees.retrieve": ("get", "/v1/application_fees/{id}"),
    "balance.retrieve": ("get", "/v1/balance"),
    "balance_transactions.list": ("get", "/v1/balance_transactions"),
    "balance_transactions.retrieve": ("get", "/v1/balance_transactions/{id}"),
    "billing.meter_event_adjustments.create": ("post", "/v1/billing/meter_event_adjustments"),
    "billing.meter_events.create": ("post", "/v1/billing/meter_events"),
    "billing.meters.create": ("post", "/v1/billing/meters"),
    "billing.meters.deactivate": ("post", "/v1/billing/meters/{id}/deactivate"),
    "billing.meters.event_summaries.list": ("get", "/v1/billing/meters/{id}/event_summaries"),
    "billing.meters.list": ("get", "/v1/billing/meters"),
    "billing.meters.reactivate": ("post", "/v1/billing/meters/{id}/reactivate"),
    "billing.meters.retrieve": ("get", "/v1/billing/meters/{id}"),
    "billing.meters.update": ("post", "/v1/billing/meters/{id}"),
    "billing_portal.configurations.create": ("post", "/v1/billing_portal/configurations"),
    "billing_portal.configurations.list": ("get", "/v1/billing_portal/configurations"),
    "billing_portal.configurations.retrieve": ("get", "/v1/billing_portal/configurations/{configuration}"),
    "billing_portal.configurations.update": ("post", "/v1/billing_portal/configurations/{configuration}"),
    "billing_portal.sessions.create": ("post", "/v1/billing_portal/sessions"),
    "charges.capture": ("post", "/v1/charges/{charge}/capture"),
    "charges.create": ("post", "/v1/charges"),
    "charges.list": ("get", "/v1/charges"),
    "charges.retrieve": ("get", "/v1/charges/{charge}"),
    "charges.search": ("get", "/v1/charges/search"),
    "charges.update": ("post", "/v1/charges/{charge}"),
    "checkout.sessions.create": ("post", "/v1/checkout/sessions"),
    "checkout.sessions.expire": ("post", "/v1/checkout/sessions/{session}/expire"),
    "checkout.sessions.line_items": ("get", "/v1/checkout/sessions/{session}/line_items"),
    "checkout.sessions.list": ("get", "/v1/checkout/sessions"),
    "checkout.sessions.retrieve": ("get", "/v1/checkout/sessions/{session}"),
    "checkout.sessions.update": ("post", "/v1/checkout/sessions/{session}"),
    "coupons.create": ("post", "/v1/coupons"),
    "coupons.delete": ("delete", "/v1/coupons/{coupon}"),
    "coupons.list": ("get", "/v1/coupons"),
    "coupons.retrieve": ("get", "/v1/coupons/{coupon}"),
    "coupons.update": ("post", "/v1/coupons/{coupon}"),
    "credit_notes.create": ("post", "/v1/credit_notes"),
    "credit_notes.lines.list": ("get", "/v1/credit_notes/{credit_note}/lines"),
    "credit_notes.list": ("get", "/v1/credit_notes"),
    "credit_notes.preview": ("get", "/v1/credit_notes/preview"),
    "credit_notes.preview_lines": ("get", "/v1/credit_notes/preview/lines"),
    "credit_notes.retrieve": ("get", "/v1/credit_notes/{id}"),
    "credit_notes.update": ("post", "/v1/credit_notes/{id}"),
    "credit_notes.void": ("post", "/v1/credit_notes/{id}/void"),
    "customers.create": ("post", "/v1/customers"),
    "customers.discount.delete": ("delete", "/v1/customers/{customer}/discount"),
    "customers.discount.retrieve": ("get", "/v1/customers/{customer}/discount"),
    "customers.delete": ("delete", "/v1/customers/{customer}"),
    "customers.list": ("get", "/v1/customers"),
    "customers.balance_transactions.create": ("post", "/v1/customers/{customer}/balance_transactions"),
    "customers.balance_transactions.update": ("post", "/v1/customers/{customer}/balance_transactions/{transaction}"),
    "customers.balance_transactions.list": ("get", "/v1/customers/{customer}/balance_transactions"),
    "customers.balance_transactions.retrieve": ("get", "/v1/customers/{customer}/balance_transactions/{transaction}"),
    "customers.cash_balance.retrieve": ("get", "/v1/customers/{customer}/cash_balance"),
    "customers.cash_balance.update": ("post", "/v1/customers/{customer}/cash_balance"),
    "customers.cash_balance_transactions.list": ("get", "/v1/customers/{customer}/cash_balance_transactions"),
    "customers.cash_balance_transactions.retrieve": (
        "get",
        "/v1/customers/{customer}/cash_balance_transactions/{transaction}",
    ),
    "customers.payment_methods.list": ("get", "/v1/customers/{customer}/payment_methods"),
    "customers.payment_methods.retrieve": ("get", "/v1/customers/{customer}/payment_methods/{payment_method}"),
    "customers.retrieve": ("get", "/v1/customers/{customer}"),
    "customers.search": ("get", "/v1/customers/search"),
    "customers.sources.create": ("post", "/v1/customers/{customer}/sources"),
    "customers.sources.list": ("get", "/v1/customers/{customer}/sources"),
    "customers.update": ("post", "/v1/customers/{customer}"),
    "disputes.close": ("post", "/v1/disputes/{dispute}/close"),
    "disputes.list": ("get", "/v1/disputes"),
    "disputes.retrieve": ("get", "/v1/disputes/{dispute}"),
    "disputes.update": ("post", "/v1/disputes/{dispute}"),
    "events.list": ("get", "/v1/events"),
    "events.retrieve": ("get", "/v1/events/{id}"),
    "invoice_payments.list": ("get", "/v1/invoice_payments"),
    "invoice_payments.retrieve": ("get", "/v1/invoice_payments/{invoice_payment}"),
    "invoiceitems.create": ("post", "/v1/invoiceitems"),
    "invoiceitems.delete": ("delete", "/v1/invoiceitems/{invoiceitem}"),
    "invoiceitems.update": ("post", "/v1/invoiceitems/{invoiceitem}"),
    "invoiceitems.list": ("get", "/v1/invoiceitems"),
    "invoiceitems.retrieve": ("get", "/v1/invoiceitems/{invoiceitem}"),
    "invoices.add_lines": ("post", "/v1/invoices/{invoice}/add_lines"),
    "invoices.attach_payment": ("post", "/v1/invoices/{invoice}/attach_payment"),
    "invoices.create": ("post", "/v1/invoices"),
    "invoices.create_preview": ("post", "/v1/invoices/create_preview"),
    "invoices.delete": ("delete", "/v1/invoices/{invoice}"),
    "invoices.lines.update": ("post", "/v1/invoices/{invoice}/lines/{line_item_id}"),
    "invoices.remove_lines": ("post", "/v1/invoices/{invoice}/remove_lines"),
    "invoices.send": ("post", "/v1/invoices/{invoice}/send"),
    "invoices.update_lines": ("post", "/v1/invoices/{invoice}/update_lines"),
    "invoices.finalize": ("post", "/v1/invoices/{invoice}/finalize"),
    "invoices.lines.list": ("get", "/v1/invoices/{invoice}/lines"),
    "invoices.list": ("get", "/v1/invoices"),
    "invoices.mark_uncollectible": ("post", "/v1/invoices/{invoice}/mark_uncollectible"),
    "invoices.pay": ("post", "/v1/invoices/{invoice}/pay"),
    "invoices.search": ("get", "/v1/invoices/search"),
    "invoices.retrieve": ("get", "/v1/invoices/{invoice}"),
    "invoices.update": ("post", "/v1/invoices/{invoice}"),
    "invoices.void": ("post", "/v1/invoices/{invoice}/void"),
    "mandates.retrieve": ("get", "/v1/mandates/{mandate}"),
    "file_links.create": ("post", "/v1/file_links"),
    "file_links.list": ("get", "/v1/file_links"),
    "file_links.retrieve": ("get", "/v1/file_links/{link}"),
    "file_links.update": ("post", "/v1/file_links/{link}"),
    "files.contents": ("get", "/v1/files/{file}"),
    "files.create": ("post", "/v1/files"),
    "files.list": ("get", "/v1/files"),
    "files.retrieve": ("get", "/v1/files/{file}"),
    "payment_intents.apply_customer_balance": ("post", "/v1/payment_intents/{intent}/apply_customer_balance"),
    "payment_intents.cancel": ("post", "/v1/payment_intents/{intent}/cancel"),
    "payment_intents.capture": ("post", "/v1/payment_intents/{intent}/capture"),
    "payment_intents.confirm": ("post", "/v1/payment_intents/{intent}/confirm"),
    "payment_intents.create": ("post", "/v1/payment_intents"),
    "payment_intents.list": ("get", "/v1/payment_intents"),
    "payment_intents.retrieve": ("get", "/v1/payment_intents/{intent}"),
    "payment_intents.search": ("get", "/v1/payment_intents/search"),
    "payment_intents.update": ("post", "/v1/payment_intents/{intent}"),
    "payment_intents.verify_microdeposits": ("post", "/v1/payment_intents/{intent}/verify_microdeposits"),
    "payment_links.create": ("post", "/v1/payment_links"),
    "payment_links.line_items": ("get", "/v1/payment_links/{payment_link}/line_items"),
    "payment_links.list": ("get", "/v1/payment_links"),
    "payment_links.retrieve": ("get", "/v1/payment_links/{payment_link}"),
    "payment_links.update": ("post", "/v1/payment_links/{payment_link}"),
    "payment_methods.attach": ("post", "/v1/payment_methods/{payment_method}/attach"),
    "payment_methods.create": ("post", "/v1/payment_methods"),
    "payment_methods.detach": ("post", "/v1/payment_methods/{payment_method}/detach"),
    "payment_methods.list": ("get", "/v1/payment_methods"),
    "payment_methods.retrieve": ("get", "/v1/payment_methods/{payment_method}"),
    "payment_methods.update": ("post", "/v1/payment_methods/{payment_method}"),
    "plans.create": ("post", "/v1/plans"),
    "plans.delete": ("delete", "/v1/plans/{plan}"),
    "plans.list": ("get", "/v1/plans"),
    "plans.retrieve": ("get", "/v1/plans/{plan}"),
    "plans.update": ("post", "/v1/plans/{plan}"),
    "prices.create": ("post", "/v1/prices"),
    "prices.list": ("get", "/v1/prices"),
    "prices.retrieve": ("get", "/v1/prices/{price}"),
    "prices.update": ("post", "/v1/prices/{price}"),
    "prices.search": ("get", "/v1/prices/search"),
    "products.search": ("get", "/v1/products/search"),
    "products.create": ("post", "/v1/products"),
    "products.delete": ("delete", "/v1/products/{id}"),
    "products.features.list": ("get", "/v1/products/{product}/features"),
    "products.list": ("get", "/v1/products"),
    "products.retrieve": ("get", "/v1/products/{id}"),
    "products.update": ("post", "/v1/products/{id}"),
    "promotion_codes.create": ("post", "/v1/promotion_codes"),
    "promotion_codes.list": ("get", "/v1/promotion_codes"),
    "promotion_codes.retrieve": ("get", "/v1/promotion_codes/{promotion_code}"),
    "promotion_codes.update": ("post", "/v1/promotion_codes/{promotion_code}"),
    "payouts.cancel": ("post", "/v1/payouts/{payout}/cancel"),
    "payouts.create": ("post", "/v1/payouts"),
    "payouts.list": ("get", "/v1/payouts"),
    "payouts.retrieve": ("get", "/v1/payouts/{payout}"),
    "payouts.reverse": ("post", "/v1/payouts/{payout}/reverse"),
    "payouts.update": ("post", "/v1/payouts/{payout}"),
    "refunds.cancel": ("post", "/v1/refunds/{refund}/cancel"),
    "refunds.create": ("post", "/v1/refunds"),
    "refunds.list": ("get", "/v1/refunds"),
    "refunds.retrieve": ("get", "/v1/refunds/{refund}"),
    "refunds.update": ("post", "/v1/refunds/{refund}"),
    "setup_attempts.list": ("get", "/v1/setup_attempts"),
    "setup_intents.cancel": ("post", "/v1/setup_intents/{intent}/cancel"),
    "setup_intents.confirm": ("post", "/v1/setup_intents/{intent}/confirm"),
    "setup_intents.create": ("post", "/v1/setup_intents"),
    "setup_intents.list": ("get", "/v1/setup_intents"),
    "setup_intents.retrieve": ("get", "/v1/setup_intents/{intent}"),
    "setup_intents.update": ("post", "/v1/setup_intents/{intent}"),
    "setup_intents.verify_microdeposits": ("post", "/v1/setup_intents/{intent}/verify_microdeposits"),
    "subscription_items.create": ("post", "/v1/subscription_items"),
    "subscription_items.delete": ("delete", "/v1/subscription_items/{item}"),
    "subscription_items.list": ("get", "/v1/subscription_items"),
    "subscription_items.retrieve": ("get", "/v1/subscription_items/{item}"),
    "subscription_items.update": ("post", "/v1/subscription_items/{item}"),
    "subscriptions.cancel": ("delete", "/v1/subscriptions/{subscription_exposed_id}"),
    "subscriptions.create": ("post", "/v1/subscriptions"),
    "subscriptions.discount.delete": ("delete", "/v1/subscriptions/{subscription_exposed_id}/discount"),
    "subscriptions.list": ("get", "/v1/subscriptions"),
    "subscriptions.resume": ("post", "/v1/subscriptions/{subscription}/resume"),
    "subscriptions.search": ("get", "/v1/subscriptions/search"),
    "subscriptions.retrieve": ("get", "/v1/subscriptions/{subscription_exposed_id}"),
    "subscriptions.update": ("post", "/v1/subscriptions/{subscription_exposed_id}"),
    "tax_rates.create": ("post", "/v1/tax_rates"),
    "tax_rates.list": ("get", "/v1/tax_rates"),
    "tax_rates.retrieve": ("get", "/v1/tax_rates/{tax_rate}"),
    "tax_rates.update": ("post", "/v1/tax_rates/{tax_rate}"),
    "test_helpers.test_clocks.advance": ("post", "/v1/test_helpers/test_clocks/{test_clock}/advance"),
    "test_helpers.test_clocks.create": ("post", "/v1/test_helpers/test_clocks"),
    "test_helpers.test_clocks.delete": ("delete", "/v1/test_helpers/test_clocks/{test_clock}"),
    "test_helpers.test_clocks.list": ("get", "/v1/test_helpers/test_clocks"),
    "test_helpers.test_clocks.retrieve": ("get", "/v1/test_helpers/test_clocks/{test_clock}"),
    "test_helpers.customers.fund_cash_balance": ("post", "/v1/test_helpers/customers/{customer}/fund_cash_balance"),
    "tokens.create": ("post", "/v1/tokens"),
    "tokens.retrieve": ("get", "/v1/tokens/{token}"),
    "topups.cancel": ("post", "/v1/topups/{topup}/cancel"),
    "topups.create": ("post", "/v1/topups"),
    "topups.list": ("get", "/v1/topups"),
    "topups.retrieve": ("get", "/v1/topups/{topup}"),
    "topups.update": ("post", "/v1/topups/{topup}"),
    "transfers.create": ("post", "/v1/transfers"),
    "transfers.list": ("get", "/v1/transfers"),
    "transfers.retrieve": ("get", "/v1/transfers/{transfer}"),
    "transfers.reversals.create": ("post", "/v1/transfers/{id}/reversals"),
    "transfers.reversals.list": ("get", "/v1/transfers/{id}/reversals"),
    "transfers.reversals.retrieve": ("get", "/v1/transfers/{transfer}/reversals/{id}"),
    "transfers.reversals.update": ("post", "/v1/transfers/{transfer}/reversals/{id}"),
    "transfers.update": ("post", "/v1/transfers/{transfer}"),
    "webhook_endpoints.create": ("post", "/v1/webhook_endpoints"),
    "webhook_endpoints.delete": ("delete", "/v1/webhook_endpoints/{webhook_endpoint}"),
    "webhook_endpoints.list": ("get", "/v1/webhook_endpoints"),
    "webhook_endpoints.retrieve": ("get", "/v1/webhook_endpoints/{webhook_endpoint}"),
    "webhook_endpoints.update": ("post", "/v1/webhook_endpoints/{webhook_endpoint}"),
}

DISCOUNT = {"hash": {"coupon": "s", "discount": "s", "promotion_code": "s"}}

UNPUBLISHED: dict[str, dict[str, Any]] = {
    "events.resend": {"hash": {"account": "s", "expand": {"list": "s"}, "for_stripecli": "b", "webhook_endpoint": "s"}},
    "invoices.upcoming": {
        "hash": {
            "coupon": "s",
            "currency": "s",
            "customer": "s",
            "discounts": {"list": DISCOUNT},
            "expand": {"list": "s"},
            "invoice_items": {
                "list": {"hash": {"amount": "i", "currency": "s", "description": "s", "price": "s", "quantity": "i"}}
            },
            "subscription": "s",
            "subscription_cancel_at_period_end": "b",
            "subscription_default_tax_rates": {"list": "s"},
            "subscription_items": {
                "list": {"hash": {"deleted": "b", "id": "s", "price": "s", "quantity": "i", "tax_rates": {"list": "s"}}}
            },
            "subscription_proration_behavior": {"enum": ["always_invoice", "create_prorations", "none"]},
            "subscription_proration_date": "i",
            "subscription_trial_end": "i",
        },
    },
    "payment_pages.confirm": {
        "hash": {"expand": {"list": "s"}, "expected_amount": "i", "payment_method": "s"},
        "required": ["payment_method"],
    },
    "payment_pages.retrieve": {"hash": {"expand": {"list": "s"}}},
    "subscriptions.pause": {
        "hash": {
            "bill_for": {
                "hash": {
                    "outstanding_usage_through": {"hash": {"type": {"enum": ["none", "now"]}}, "required": ["type"]},
                    "unused_time_from": {
                        "hash": {"type": {"enum": ["item_current_period_start", "none", "now"]}},
                        "required": ["type"],
                    },
                }
            },
            "expand": {"list": "s"},
            "invoicing_behavior": {"enum": ["invoice", "pending_invoice_item"]},
            "type": {"enum": ["subscription"]},
        },
    },
}
"""Operations that the document leaves out: Stripe's own CLI calls them (its triggers, and events_resend.go), they came
after it (stripe-python 16.1), or were taken away (`upcoming`, with basil; as in the types of stripe-python 11)."""

BEHAVIORS = {"enum": ["allow_incomplete", "error_if_incomplete", "pending_if_incomplete", "default_incomplete"]}
STATUSES = {"enum": ["active", "past_due", "unpaid", "canceled", "incomplete", "incomplete_expired", "trialing",
                     "paused", "all", "ended"]}  # fmt: skip
"""In the order in which a refusal names them (recorded), which is not the document's."""

ADDED: dict[str, dict[str, Any]] = {
    "checkout.sessions.create": {"allowed_payment_method_types": {"list": "s"}},
    "checkout.sessions.update": {"payment_intent_data": "m"},
    "customers.create": {"coupon": "s?", "promotion_code": "s?", "validate": "b"},
    "customers.update": {"coupon": "s?", "promotion_code": "s?", "validate": "b"},
    "payment_methods.create": {"paypay": "m", "sequra": "m"},
    "subscriptions.create": {"payment_behavior": BEHAVIORS},
    "subscriptions.list": {"status": STATUSES},
    "subscriptions.resume": {"payment_behavior": {"enum": ["resume_on_payment_attempt", "resume_on_payment_success"]}},
    "subscriptions.update": {"payment_behavior": BEHAVIORS},
    "webhook_endpoints.create": {"enabled_events": {"list": "s"}},
    "webhook_endpoints.update": {"enabled_events": {"list": "s"}},
}
"""What stripe-python 16.1 (endive) has and an older document has not, and what versions before basil had;
`enabled_events` has a list of its own."""

SINCE = ("2026-09-30.endive", "2026-10-28.endive")
"""Versions of the API that an older document does not know."""

EXACT = frozenset({"card", "customer_balance", "sepa_debit", "us_bank_account"})
"""Payment methods that the simulator has."""

OMITTED = {"payment_method_options": EXACT, "payment_method_data": EXACT}
"""Hashes with a part per payment method: only what those need is kept exactly, the other methods as they come."""

OLDER = {"jp_bank_transfer": "jp_bank_account"}
"""Values that Stripe's own CLI sends under an older name than the document has (stripe-cli, pkg/fixtures/triggers)."""

CLEARABLE = frozenset({
    "city", "client_reference_id", "country", "description", "email", "line1", "line2", "lookup_key", "name",
    "nickname", "phone", "postal_code", "receipt_email", "state",
    "statement_descriptor", "statement_descriptor_suffix", "transfer_group",
})  # fmt: skip
"""Texts that an empty value unsets although the document does not say so: "unset if you POST an empty value"."""

SCALARS = {"string": "s", "integer": "i", "number": "n", "boolean": "b"}


def node(schema: dict[str, Any], name: str = "") -> Any:
    """Return one parameter in our form."""
    if "anyOf" in schema:
        return alternatives(schema["anyOf"], name)
    if schema.get("type") == "object":
        return hash_node(schema, name)
    if schema.get("type") == "array":
        return {"list": node(schema["items"])}
    if "enum" in schema and name != "currency":
        values = [*schema["enum"], *(OLDER[value] for value in schema["enum"] if value in OLDER)]
        kept: dict[str, Any] = {"enum": [value for value in values if value != ""]}
        return kept | {"clear": True} if "" in values else kept
    return SCALARS[schema["type"]]


def hash_node(schema: dict[str, Any], name: str) -> Any:
    properties = schema.get("properties")
    if not properties:
        each = schema.get("additionalProperties")
        return {"each": node(each)} if isinstance(each, dict) and each.get("properties") else "m"
    only = OMITTED.get(name)
    if only is not None:
        properties = {key: inner for key, inner in properties.items() if key in only or not is_method(inner)}
    required = [key for key in schema.get("required", ()) if key in properties]
    made: dict[str, Any] = {"hash": members(properties, required)}
    if only is not None:
        made["open"] = True
    if name == "payment_method_data" and "type" in made["hash"]:
        # The document leaves it out, and Stripe's own script sends it.
        made["hash"]["type"]["enum"] = sorted([*made["hash"]["type"]["enum"], "card"])
    return made | {"required": required} if required else made


def members(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """Return the members of a hash; a text that is not required and only tells may be cleared."""
    made = {key: node(inner, key) for key, inner in sorted(properties.items())}
    clear = {key for key in made if key in CLEARABLE and key not in required and made[key] == "s"}
    return made | dict.fromkeys(clear, "s?")


def is_method(schema: dict[str, Any]) -> bool:
    """Say whether this part of a hash is about one payment method: a hash of its own."""
    kinds = [schema, *schema.get("anyOf", ())]
    return any(kind.get("type") == "object" for kind in kinds) and schema.get("title") != "billing_details_inner_params"


def alternatives(schemas: list[dict[str, Any]], name: str) -> Any:
    clear = any(schema.get("enum") == [""] for schema in schemas)
    kept = [node(schema, name) for schema in schemas if schema.get("enum") != [""]]
    if len(kept) > 1:
        return {"any": kept, "clear": True} if clear else {"any": kept}
    only = kept[0]
    if not clear:
        return only
    return only + "?" if isinstance(only, str) else only | {"clear": True}


def operation(document: dict[str, Any], method: str, path: str) -> Any:
    """Return an operation's parameters as one hash; those in the path are not parameters here."""
    described = document["paths"][path][method]
    properties, required = {}, []
    for parameter in described.get("parameters", ()):
        if parameter["in"] == "query":
            properties[parameter["name"]] = parameter["schema"]
            required += [parameter["name"]] if parameter.get("required") else []
    body = described.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded", {})
    body = body or described.get("requestBody", {}).get("content", {}).get("multipart/form-data", {})
    properties |= body.get("schema", {}).get("properties", {})
    required += body.get("schema", {}).get("required", [])
    made: dict[str, Any] = {"hash": members(properties, required)}
    return made | {"required": required} if required else made


def main() -> None:
    document = json.loads(Path(sys.argv[1]).read_text())
    lines = []
    for name, place in OPERATIONS.items():
        table = operation(document, *place)
        if "api_version" in table["hash"]:
            listed = table["hash"]["api_version"]["enum"]
            listed += [version for version in SINCE if version not in listed]
        table["hash"] = dict(sorted({**table["hash"], **ADDED.get(name, {})}.items()))
        lines.append(f"{json.dumps(name)}: {json.dumps(table, separators=(',', ':'))}")
    lines += [f"{json.dumps(name)}: {json.dumps(table, separators=(',', ':'))}" for name, table in UNPUBLISHED.items()]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
