"""A subscription is updated: its items, its trial, its end, and what it is paid with. Not: what a change is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, policy
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import changing, cycles, invoicing, pending, pricing, worth
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing.collecting import carry_on, collect, method_for
from simulator.stripe.flows.billing.entries import with_entries
from simulator.stripe.flows.billing.periods import Period
from simulator.stripe.flows.billing.prorations import rounded
from simulator.stripe.flows.billing.redeeming import with_discounts
from simulator.stripe.flows.billing.subscribing import (
    check_simulated,
    check_trial_end,
)
from simulator.stripe.flows.billing.terms import described
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.invoice import Invoice, InvoiceLine
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem

TAKEN = frozenset({
    "add_invoice_items", "automatic_tax", "billing_cycle_anchor", "cancel_at", "cancel_at_period_end",
    "cancellation_details", "collection_method", "days_until_due", "default_payment_method", "default_tax_rates",
    "description", "discounts", "expand", "items", "metadata", "off_session", "pause_collection", "payment_behavior",
    "payment_settings", "proration_behavior", "proration_date", "trial_end", "trial_from_plan", "trial_settings",
})  # fmt: skip
"""Parameters that mean something here; any other is a gap."""

PENDING = frozenset({
    "add_invoice_items", "billing_cycle_anchor", "expand", "items", "off_session", "payment_behavior",
    "proration_behavior", "proration_date", "trial_end", "trial_from_plan",
})  # fmt: skip
"""Parameters of an update that can wait for its payment. Stripe, "Pending updates reference"."""

OF_CANCELED = frozenset({"cancellation_details", "expand", "metadata"})
OF_INCOMPLETE = frozenset({"cancellation_details", "default_payment_method", "description", "expand", "metadata"})


def update(command: Command) -> Outcome:
    """POST /v1/subscriptions/{subscription}."""
    work = Work(command.books)
    before = find(command.books, Subscription, command.ids[0])
    return work.outcome(updated(work, before, command.params))


def updated(work: Work, before: Subscription, params: Mapping[str, Any]) -> Subscription:
    """Return a subscription after an update that these parameters ask for, and tell of it once."""
    _check(before, params)
    if params.get("payment_behavior") == "pending_if_incomplete":
        before = _without_pending(work, before)
    after = with_discounts(work, described(work, before, params), {**params, "items": None})
    behavior = params.get("proration_behavior", "create_prorations")
    after = with_entries(work, after, params)
    if params.get("billing_cycle_anchor") == "now":
        after, bills = _anchored_now(work, after, behavior)
    else:
        after, bills = with_items(work, after, params)
    if params.get("trial_end") not in (None, "now"):
        after = _move_trial_end(work, after, params["trial_end"])
    elif params.get("trial_end") == "now":
        after = _end_trial(work, after, params)
    elif bills:
        after = _bill_at_once(work, after, params.get("payment_behavior"))
    after = cycles.keep(work, after) if after is not before else after
    now = work.get(Subscription, before.id) or after
    if params.get("payment_behavior") == "pending_if_incomplete":
        now = _parked(work, before, now)
    _tell_once(work, before, now)
    return now


def _without_pending(work: Work, subscription: Subscription) -> Subscription:
    """Give up an earlier update that waits: this one takes its place (unconfirmed)."""
    waits = subscription.pending_update
    invoice = work.get(Invoice, waits.invoice) if waits else None
    if invoice is not None and invoice.status == "open":
        invoicing.voided(work, invoice)
        pending.discard(work, invoice)
    return work.get(Subscription, subscription.id) or subscription


def _parked(work: Work, before: Subscription, now: Subscription) -> Subscription:
    """Let the update wait if what it costs could not be taken."""
    invoice = work.get(Invoice, now.latest_invoice)
    if now.latest_invoice == before.latest_invoice or invoice is None or invoice.status != "open":
        return now
    return pending.park(work, before, now, invoice, resumes=False)


def _check(before: Subscription, params: Mapping[str, Any]) -> None:
    """Raise the refusals for what cannot be changed, or not here."""
    if before.status in subscriptions.ENDED and params.keys() - OF_CANCELED:
        raise billing_errors.canceled_subscription()
    if before.status == "incomplete" and params.keys() - OF_INCOMPLETE:
        raise billing_errors.incomplete_subscription()
    check_simulated(params, TAKEN)
    anchored = params.get("billing_cycle_anchor") == "now"
    if anchored and (before.billing_mode == "classic" or before.status != "active" or params.get("items")):
        raise errors.not_simulated(
            "another anchor where more changes, in the classic mode, or of what is not active", "billing_cycle_anchor"
        )
    if params.get("payment_behavior") == "default_incomplete":
        raise errors.not_simulated("updates that are left unpaid", "payment_behavior")
    if params.get("payment_behavior") == "pending_if_incomplete":
        for name in params.keys() - PENDING:
            raise billing_errors.cannot_be_pending(name)
    if params.get("trial_end") not in (None, "now") and before.status != "trialing":
        raise errors.not_simulated("a trial of what is on trial no more", "trial_end")
    if before.status == "paused" and (params.get("items") or params.get("trial_end")):
        raise errors.not_simulated("changes of a paused subscription", "items")


def with_items(work: Work, subscription: Subscription, params: Mapping[str, Any]) -> tuple[Subscription, bool]:
    """Return it with its items as asked for, and whether what that is worth is billed at once."""
    if not params.get("items"):
        always = params.get("proration_behavior") == "always_invoice"
        return subscription, bool(params.get("add_invoice_items")) and always
    behavior = params.get("proration_behavior", "create_prorations")
    changes = changing.asked_for(work, subscription, params["items"])
    discounted = _discounts_of_items(work, subscription, changes, params)
    changes = [
        change if change.after is None else change._replace(after=discounted[change.after.id]) for change in changes
    ]
    for change in changes:
        if change.after is None and change.before is not None:
            work.put(replace(change.before, deleted=True))
    if behavior == "none" or subscription.status == "trialing":
        return changing.unprorated(subscription, changes), False
    at = params.get("proration_date")
    if at is not None and not subscription.period_start <= at <= subscription.period_end:
        raise errors.not_simulated("a proration outside of the current period", "proration_date")
    subscription, waits = changing.prorate(work, subscription, changes, at)
    return subscription, waits and behavior == "always_invoice"


def _discounts_of_items(
    work: Work, subscription: Subscription, changes: Sequence[changing.Change], params: Mapping[str, Any]
) -> dict[str, SubscriptionItem]:
    """Return the items that there will be, by their ids, with the discounts that are asked for."""
    kept = tuple(change.after for change in changes if change.after is not None)
    given = {"items": params["items"]}
    return {item.id: item for item in with_discounts(work, replace(subscription, items=kept), given).items}


def _bill_at_once(work: Work, subscription: Subscription, behavior: str | None) -> Subscription:
    """Bill what waits, now. Raises the 402 for who wants all or nothing."""
    period = Period(subscription.period_start, work.at)
    invoice = invoicing.draft(work, subscription, "subscription_update", period, waits=False)
    subscription, lines = invoicing.swept(work, subscription, invoice.id)
    return _collected(work, subscription, invoice, lines, behavior)


def _collected(
    work: Work, subscription: Subscription, invoice: Invoice, lines: tuple[InvoiceLine, ...], behavior: str | None
) -> Subscription:
    by_item = {line.subscription_item: line for line in lines if line.credited is None}
    items = tuple(
        replace(item, billed_by=(invoice.id, by_item[item.id].id)) if item.id in by_item else item
        for item in subscription.items
    )
    subscription = cycles.keep(work, replace(subscription, items=items, latest_invoice=invoice.id))
    if subscription.collection_method == "send_invoice":
        return _asked_for(work, subscription, invoice, lines)
    invoice = invoicing.filled(work, invoice, lines)
    method = method_for(work, work.customer(subscription.customer), subscription.default_payment_method)
    invoice = invoicing.finalise(work, invoice, method)
    if invoice.status == "paid":
        carry_on(work, invoice)
    else:
        invoice, refusal = collect(work, replace(invoice, auto_advance=True), method, by_itself=False)
        if behavior == "error_if_incomplete" and invoice.status != "paid":
            raise refusal or billing_errors.needs_authentication()
    now = work.get(Subscription, subscription.id) or subscription
    if invoice.status == "open" and now.status == "active":  # its holder has yet to authenticate
        now = work.put(subscriptions.move(now, "payment failed")[0])
    return now


def _asked_for(
    work: Work, subscription: Subscription, invoice: Invoice, lines: tuple[InvoiceLine, ...]
) -> Subscription:
    """What is sent is a draft for an hour before, whatever it is for (noted on a real account for a trial's end)."""
    at = work.at + policy.INVOICE_FINAL_AFTER
    invoice = replace(invoice, auto_advance=True, automatically_finalizes_at=at)
    cycles.let_wait(work, invoicing.filled(work, invoice, lines))
    return subscription


def _anchored_now(work: Work, before: Subscription, behavior: str) -> tuple[Subscription, bool]:
    """Let the period begin now, and bill by how much it ends later: nothing is given back (recorded).

    Returns the subscription, and whether what that costs is billed at once.
    """
    after = cycles.from_now(work, before)
    period = Period(after.period_start, after.period_end)
    more = Period(before.period_end, period.end)
    cycles.plan(work, after)
    if behavior == "none" or more.length <= 0:
        return after, False
    share = Fraction(more.length, period.length)
    made = []
    for item in after.items:
        price = pricing.price_of(work, item.price)
        amount = rounded(share * worth.net_of(work, after, after.items, item))
        made.append(written.proration(work, after, item, price, amount, more, credit=False))
    return changing.waiting(work, after, made), behavior == "always_invoice"


def _move_trial_end(work: Work, before: Subscription, end: int) -> Subscription:
    """Let a trial last longer, or less long: its end is the anchor of what follows. Raises the refusal for the past."""
    check_trial_end(work, end)
    items = tuple(replace(item, current_period_end=end) for item in before.items)
    after = replace(before, billing_cycle_anchor=end, items=items, trial_end=end)
    if after.cancel_at_period_end:
        after = replace(after, cancel_at=end)
    cycles.plan(work, after)
    return after


def _end_trial(work: Work, before: Subscription, params: Mapping[str, Any]) -> Subscription:
    """End a trial now: the anchor is now, and what follows is billed at once (recorded).

    Its end is then shown as one second ago. Raises the refusal if there is nothing to pay with.
    """
    if before.status != "trialing":
        return before
    method = method_for(work, work.customer(before.customer), before.default_payment_method)
    sent = before.collection_method == "send_invoice"
    ended = replace(before, trial_end=work.at - 1)
    if method is None and not sent and before.missing_payment_method == "pause":
        return cycles.pause(work, ended)
    if method is None and not sent and before.missing_payment_method == "cancel":
        moved, told = subscriptions.canceled(ended, work.at, "cancellation_requested")
        work.tell(told, moved)
        return moved
    if method is None and not sent:
        raise billing_errors.nothing_to_pay_with()
    started = cycles.from_now(work, subscriptions.move(ended, "trial ended")[0])
    invoice = invoicing.draft(work, started, "subscription_update", Period(before.period_start, work.at), waits=False)
    started, lines = cycles.billed(work, started, invoice.id)
    after = _collected(work, started, invoice, lines, params.get("payment_behavior"))
    cycles.plan(work, after)
    return after


def _tell_once(work: Work, before: Subscription, now: Subscription) -> None:
    """Tell of the whole update in one event, after all that it led to."""
    told = [one for one in work.changes.announcements if one.type != subscriptions.UPDATED]
    work.changes.announcements = told
    if now.status != "canceled" or before.status == "canceled":
        work.tell_change(subscriptions.UPDATED, before, now)
