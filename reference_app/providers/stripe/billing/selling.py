"""Protection: what the provider bills under a plan's id is that plan. Not: what is done if not."""

from __future__ import annotations

import stripe

from reference_app.subscriptions.plans import Plan


def difference(client: stripe.StripeClient, plan: Plan, price_id: str) -> str | None:
    """Return in what the price is not the plan's, or None: a mistake in the settings must not bill anybody wrongly."""
    price = client.v1.prices.retrieve(price_id)
    recurring = price.recurring
    if not price.active:
        return "active"
    if recurring is None or (recurring.interval, recurring.interval_count) != (plan.interval, 1):
        return "interval"
    if price.currency != plan.currency:
        return "currency"
    if price.billing_scheme != "per_unit" or recurring.usage_type != "licensed" or price.unit_amount != plan.amount:
        return "amount"
    return None
