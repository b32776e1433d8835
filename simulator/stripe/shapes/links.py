"""How payment links look. Not: the sessions that they open.

Source: stripe-python 16.1's types and Stripe's published example; not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.stripe.resources.payment_link import PaymentLink
from simulator.world import Books

INTENT_DATA = (
    "capture_method",
    "description",
    "metadata",
    "setup_future_usage",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)


def payment_link(books: Books, value: PaymentLink) -> dict[str, Any]:
    """Without `line_items`, which are shown only when they are expanded."""
    options, intent = value.options, value.intent_data
    return {
        "id": value.id,
        "object": "payment_link",
        "active": value.active,
        "after_completion": value.after_completion,
        "allow_promotion_codes": options.get("allow_promotion_codes", False),
        "application": None,
        "application_fee_amount": None,
        "application_fee_percent": None,
        "automatic_tax": {"enabled": False, "liability": None},
        "billing_address_collection": options.get("billing_address_collection", "auto"),
        "consent_collection": None,
        "currency": value.currency,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer_creation": options.get("customer_creation", "if_required"),
        "inactive_message": value.inactive_message,
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": {},
                "rendering_options": None,
            },
        },
        "livemode": books.livemode,
        "managed_payments": {"enabled": False},
        "metadata": value.metadata,
        "on_behalf_of": None,
        "optional_items": None,
        "payment_intent_data": None
        if intent is None
        else {name: intent.get(name, {} if name == "metadata" else None) for name in INTENT_DATA},
        "payment_method_collection": options.get(
            "payment_method_collection", "if_required" if value.subscription_data is None else "always"
        ),
        "payment_method_options": None,
        "payment_method_types": options.get("payment_method_types"),
        "phone_number_collection": {"enabled": False},
        "restrictions": None
        if value.limit is None
        else {"completed_sessions": {"count": value.completed, "limit": value.limit}},
        "shipping_address_collection": None,
        "shipping_options": [],
        "submit_type": options.get("submit_type", "auto"),
        "subscription_data": _terms(value.subscription_data),
        "tax_id_collection": {"enabled": False, "required": "never"},
        "transfer_data": None,
        "url": value.url,
    }


def _terms(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the terms of what is subscribed to, with nulls for what was not said."""
    if given is None:
        return None
    return {
        "description": given.get("description"),
        "invoice_settings": {"issuer": {"type": "self"}},
        "metadata": given.get("metadata") or {},
        "trial_period_days": given.get("trial_period_days"),
        "trial_settings": given.get("trial_settings"),
    }
