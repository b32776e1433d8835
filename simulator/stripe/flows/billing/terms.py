"""What an update says of a subscription besides its items: words about it, its pause, its end. Not: what is billed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.stripe import errors
from simulator.stripe.flows.billing import pricing
from simulator.stripe.flows.billing.cycles import collect_again_later, end_later
from simulator.stripe.flows.billing.periods import holding
from simulator.stripe.flows.billing.rates import tax_rates
from simulator.stripe.flows.billing.sending import due_in
from simulator.stripe.flows.billing.subscribing import check_method, ends_with_its_period
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources.subscription import Subscription
from simulator.stripe.wire import merged_metadata


def described(work: Work, before: Subscription, params: Mapping[str, Any]) -> Subscription:
    """Return it with what is only said of it, and with the end that is asked for or taken back."""
    fields: dict[str, Any] = {}
    if "description" in params:
        fields["description"] = params["description"]
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    if "cancellation_details" in params:
        given = params["cancellation_details"] or {}
        fields["cancellation_details"] = {**before.cancellation_details, **given}
    if "default_payment_method" in params:
        named = params["default_payment_method"]
        if named:
            check_method(work, work.customer(before.customer), named)
        fields["default_payment_method"] = named or None
    fields |= _collecting(work, before, params)
    settings = params.get("payment_settings") or {}
    if "save_default_payment_method" in settings:
        fields["save_default_payment_method"] = settings["save_default_payment_method"] or "off"
    if "payment_method_types" in settings:
        fields["payment_method_types"] = tuple(settings["payment_method_types"] or ()) or None
    if "pause_collection" in params:
        fields["pause_collection"] = _paused(work, before, params["pause_collection"])
    ends = (params.get("trial_settings") or {}).get("end_behavior") or {}
    if ends:
        fields["missing_payment_method"] = ends["missing_payment_method"]
    after = replace(before, **fields) if fields else before
    if "cancel_at" in params:
        return _ends_at(work, after, params)
    if params.get("cancel_at_period_end") is True and not before.cancel_at_period_end:
        return ends_with_its_period(after, work.at)
    if params.get("cancel_at_period_end") is False and before.cancel_at_period_end:
        return _goes_on(after)
    return after


def _goes_on(subscription: Subscription) -> Subscription:
    """Return it without the end that was asked for (recorded)."""
    details = {**subscription.cancellation_details, "reason": None}
    return replace(
        subscription, cancel_at=None, cancel_at_period_end=False, canceled_at=None, cancellation_details=details
    )


def _ends_at(work: Work, subscription: Subscription, params: Mapping[str, Any]) -> Subscription:
    """Return it with an end at a moment that is named; the end of a period among them has names of its own."""
    named = params["cancel_at"]
    if named is None:
        return _goes_on(subscription)
    if params.get("cancel_at_period_end"):
        raise errors.exclusive("cancel_at", "cancel_at_period_end")
    if named == "max_billed_until":
        raise errors.not_simulated("an end where all that was billed has passed", "cancel_at")
    end = subscription.period_end if named in ("max_period_end", "min_period_end") else int(named)
    if end <= work.at:
        raise errors.in_the_past("cancel_at", end)
    cycle = pricing.cycle_of(pricing.price_of(work, subscription.items[0].price), subscription.billing_cycle_anchor)
    whole = end == subscription.period_end or holding(cycle, end).start == end
    if not whole and params.get("proration_behavior") != "none":
        raise errors.not_simulated("an end within a period, prorated", "cancel_at")
    work.follow(end, partial(end_later, subscription_id=subscription.id, at=end))
    ends = ends_with_its_period(subscription, work.at)
    return replace(ends, cancel_at=end, cancel_at_period_end=False)


def _collecting(work: Work, before: Subscription, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return by which rates its invoices are taxed, and whether they are charged or sent."""
    fields: dict[str, Any] = {}
    if "default_tax_rates" in params:
        fields["default_tax_rates"] = tax_rates(work, params["default_tax_rates"], "default_tax_rates")
    if {"collection_method", "days_until_due"} & params.keys():
        fields["collection_method"] = params.get("collection_method", before.collection_method)
        days = {"days_until_due": before.days_until_due} if fields["collection_method"] == "send_invoice" else {}
        fields["days_until_due"] = due_in({**days, **params}, fields["collection_method"])
    return fields


def _paused(work: Work, before: Subscription, given: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return how collection is paused, and see to its end if that is known; None ends the pause."""
    if not given:
        return None
    at = given.get("resumes_at")
    if at is not None and at <= work.at:
        raise errors.in_the_past("pause_collection[resumes_at]", at)
    if at is not None:
        work.follow(at, partial(collect_again_later, subscription_id=before.id, at=at))
    return {"behavior": given["behavior"], "resumes_at": at}
