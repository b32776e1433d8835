"""What a restricted key may do: a right for each resource, to read or to write it. Not: whose key it is.

Stripe, "Restricted API keys": a key has None, Read or Write for each resource, and writing includes reading. The names
are those of Stripe's refusals without their `rak_` (`payment_intent_write`), which its permissions reference lists too.
Which resource an operation belongs to is unconfirmed for: mandates, setup attempts, account links, file links, cash
balances, the portal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

RESOURCES: Mapping[str, str] = {
    "account": "accounts_kyc_basic",
    "account_links": "account_link",
    "accounts": "accounts_kyc_basic",
    "application_fees": "application_fee",
    "balance": "balance",
    "balance_transactions": "balance_transaction_source",
    "billing.meters": "billing_meter",
    "billing.meters.event_summaries": "billing_meter",
    "billing.meter_events": "billing_meter_event",
    "billing.meter_event_adjustments": "billing_meter_event",
    "billing_portal.configurations": "customer_portal",
    "billing_portal.sessions": "customer_portal",
    "charges": "charge",
    "checkout.sessions": "checkout_session",
    "coupons": "coupon",
    "credit_notes": "credit_note",
    "customers": "customer",
    "customers.payment_methods": "payment_method",
    "disputes": "dispute",
    "events": "event",
    "file_links": "file",
    "files": "file",
    "invoice_payments": "invoice",
    "invoiceitems": "invoice",
    "invoices": "invoice",
    "mandates": "payment_method",
    "payment_intents": "payment_intent",
    "payment_links": "payment_links",
    "payment_methods": "payment_method",
    "payment_pages": "checkout_session",
    "payouts": "payout",
    "plans": "plan",
    "prices": "plan",
    "products": "product",
    "promotion_codes": "promotion_code",
    "refunds": "charge",
    "setup_attempts": "setup_intent",
    "setup_intents": "setup_intent",
    "subscription_items": "subscription",
    "subscriptions": "subscription",
    "tax_rates": "tax_rate",
    "test_helpers.customers": "customer",
    "test_helpers.test_clocks": "test_clock",
    "tokens": "token",
    "topups": "topup",
    "transfers": "transfer",
    "v2.core.event_destinations": "webhook",
    "v2.core.events": "event",
    "webhook_endpoints": "webhook",
}
"""The beginning of an operation's name -> the resource for which a key must have a right."""

EXPANDED: Mapping[str, str] = {
    "application_fee": "application_fee",
    "balance_transaction": "balance_transaction_source",
    "charge": "charge",
    "customer": "customer",
    "dispute": "dispute",
    "invoice": "invoice",
    "latest_charge": "charge",
    "latest_invoice": "invoice",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
    "refunds": "charge",
    "pending_setup_intent": "setup_intent",
    "setup_intent": "setup_intent",
    "subscription": "subscription",
    "subscriptions": "subscription",
}
"""A segment of an `expand` -> the resource that it shows. Stripe, permissions reference: an expanded object needs its
right too; that a restricted key is refused for it in the same words is unconfirmed."""

RIGHTS = frozenset(f"{resource}_{may}" for resource in RESOURCES.values() for may in ("read", "write"))


def lacking(rights: frozenset[str], operation: str, *, writes: bool, expanded: Iterable[str] = ()) -> str | None:
    """Return the first right that a call needs and the key has not; None if it may."""
    resource = RESOURCES.get(operation.rpartition(".")[0]) or RESOURCES.get(operation.partition(".")[0])
    needed = [] if resource is None else [f"{resource}_{'write' if writes else 'read'}"]
    for path in expanded:
        needed += [f"{EXPANDED[segment]}_read" for segment in path.split(".") if segment in EXPANDED]
    return next((right for right in needed if not _has(rights, right)), None)


def _has(rights: frozenset[str], right: str) -> bool:
    return right in rights or (right.endswith("_read") and f"{right.removesuffix('_read')}_write" in rights)
