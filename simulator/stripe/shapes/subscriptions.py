"""How subscriptions and their items look. Not: older versions of them, see versions/."""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.catalogue import Price, plan
from simulator.stripe.resources.subscription import PendingUpdate, Subscription, SubscriptionItem
from simulator.stripe.shapes import catalogue, taxes
from simulator.stripe.shapes.people import clock_of
from simulator.world import Books

ITEMS_SHOWN = 20
"""How many stand inside: the most that a subscription may have."""


def subscription(books: Books, value: Subscription) -> dict[str, Any]:
    """49 keys, recorded. `plan` and `quantity` mirror the only item; with several they are null (unconfirmed)."""
    only = value.items[0] if len(value.items) == 1 else None
    price = books.objects.get(only.price) if only else None
    details = value.cancellation_details
    flexible = {"proration_discounts": "included"} if value.billing_mode == "flexible" else None
    return {
        "id": value.id,
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": value.billing_cycle_anchor,
        "billing_cycle_anchor_config": None,
        "billing_mode": {"flexible": flexible, "type": value.billing_mode, "updated_at": value.created},
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": value.cancel_at,
        "cancel_at_period_end": value.cancel_at_period_end,
        "canceled_at": value.canceled_at,
        "cancellation_details": {
            name: details.get(name) for name in ("comment", "feedback", "feedback_option", "reason")
        },
        "collection_method": value.collection_method,
        "created": value.created,
        "currency": value.currency,
        "customer": value.customer,
        "customer_account": None,
        "days_until_due": value.days_until_due,
        "default_payment_method": value.default_payment_method,
        "default_source": None,
        "default_tax_rates": taxes.rates(books, value.default_tax_rates),
        "description": value.description,
        "discounts": value.discounts,
        "ended_at": value.ended_at,
        "invoice_settings": {
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": {"type": "self"},
        },
        "items": {
            "object": "list",
            "data": [subscription_item(books, item) for item in value.items[:ITEMS_SHOWN]],
            "has_more": len(value.items) > ITEMS_SHOWN,
            "total_count": len(value.items),
            "url": f"/v1/subscription_items?subscription={value.id}",
        },
        "latest_invoice": value.latest_invoice,
        "livemode": books.livemode,
        "managed_payments": {"enabled": False},
        "metadata": value.metadata,
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": value.pause_collection
        and {"behavior": value.pause_collection["behavior"], "resumes_at": value.pause_collection.get("resumes_at")},
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": value.payment_method_types,
            "save_default_payment_method": value.save_default_payment_method,
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": value.pending_setup_intent,
        "pending_update": None if value.pending_update is None else _pending(books, value.pending_update),
        "plan": catalogue.plan(books, plan(price)) if isinstance(price, Price) else None,
        "quantity": only.quantity if only and not _metered(price) else None,
        "schedule": None,
        "start_date": value.created,
        "status": value.status,
        "test_clock": clock_of(books, value.customer),
        "transfer_data": None,
        "trial_end": value.trial_end,
        "trial_settings": {
            "end_behavior": {
                "billing_cycle_anchor": "now",
                "missing_payment_method": value.missing_payment_method,
            }
        },
        "trial_start": value.trial_start,
    }


def _pending(books: Books, value: PendingUpdate) -> dict[str, Any]:
    """9 keys, recorded of a resumption, of which no more than the end is told."""
    told = not value.resumes
    return {
        "billing_cycle_anchor": value.billing_cycle_anchor if told else None,
        "cancel_at_period_end": None,
        "discount": None,
        "discounts": None,
        "expires_at": value.expires_at,
        "metadata": None,
        "subscription_items": [subscription_item(books, item) for item in value.items] if told else None,
        "trial_end": value.trial_end if told else None,
        "trial_from_plan": None,
    }


def subscription_item(books: Books, value: SubscriptionItem) -> dict[str, Any]:
    """15 keys, recorded."""
    price: Price = books.objects[value.price]
    shown = {
        "id": value.id,
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": value.created,
        "current_period_end": value.current_period_end,
        "current_period_start": value.current_period_start,
        "current_trial": None,
        "discounts": value.discounts,
        "metadata": value.metadata,
        "plan": catalogue.plan(books, plan(price)),
        "price": catalogue.price(books, price),
        "quantity": value.quantity,
        "subscription": value.subscription,
        "tax_rates": taxes.rates(books, value.tax_rates),
    }
    if _metered(price):
        del shown["quantity"]  # of what is metered there is none
    return shown


def _metered(price: Price | None) -> bool:
    return ((price.recurring if price else None) or {}).get("usage_type") == "metered"
