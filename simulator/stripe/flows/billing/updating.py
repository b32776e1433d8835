"""A subscription is updated: its items, its trial, its end, and what it is paid with. Not: what a change is worth."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import changing, cycles, invoicing, pricing
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing.collecting import carry_on, collect, method_for
from simulator.stripe.flows.billing.periods import Period, holding
from simulator.stripe.flows.billing.prorations import debit
from simulator.stripe.flows.billing.subscribing import (
    check_method,
    check_simulated,
    check_trial_end,
    ends_with_its_period,
)
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.invoice import Invoice, InvoiceLine
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem
from simulator.stripe.wire import merged_metadata

TAKEN = frozenset({
    "automatic_tax", "billing_cycle_anchor", "cancel_at_period_end", "cancellation_details", "collection_method",
    "days_until_due", "default_payment_method", "description", "expand", "items", "metadata", "off_session",
    "payment_behavior", "payment_settings", "proration_behavior", "proration_date", "trial_end", "trial_from_plan",
    "trial_settings",
})  # fmt: skip
"""Parameters that mean something here; any other is a gap."""

OF_CANCELED = frozenset({"cancellation_details", "expand", "metadata"})
OF_INCOMPLETE = frozenset({"cancellation_details", "default_payment_method", "description", "expand", "metadata"})


def update(command: Command) -> Outcome:
    """POST /v1/subscriptions/{subscription}."""
    work = Work(command.books)
    before = find(command.books, Subscription, command.ids[0])
    return work.outcome(_updated(work, before, command.params))


def _updated(work: Work, before: Subscription, params: Mapping[str, Any]) -> Subscription:
    _check(before, params)
    after = _described(work, before, params)
    behavior = params.get("proration_behavior", "create_prorations")
    if params.get("billing_cycle_anchor") == "now":
        after, bills = _anchored_now(work, after, behavior)
    else:
        after, bills = _with_items(work, after, params)
    if params.get("trial_end") not in (None, "now"):
        after = _move_trial_end(work, after, params["trial_end"])
    elif params.get("trial_end") == "now":
        after = _end_trial(work, after, params)
    elif bills:
        after = _bill_at_once(work, after, params.get("payment_behavior"))
    after = cycles.keep(work, after) if after is not before else after
    now = work.get(Subscription, before.id) or after
    _tell_once(work, before, now)
    return now


# The same, one item at a time.

OF_ITEM = frozenset({"expand", "payment_behavior", "proration_behavior", "proration_date", "off_session"})
"""Parameters of an item's own calls that are about its subscription."""


def add_item(command: Command) -> Outcome:
    """POST /v1/subscription_items: the new item is in its subscription's period (recorded)."""
    params, work = command.params, Work(command.books)
    before = find(command.books, Subscription, params["subscription"], "subscription")
    if before.status not in subscriptions.CANCELABLE:
        raise errors.no_such("subscription", before.id, "subscription", in_path=True)
    given = {name: value for name, value in params.items() if name not in OF_ITEM and name != "subscription"}
    return work.outcome(_updated(work, before, _of_item(params, given)).items[-1])


def update_item(command: Command) -> Outcome:
    """POST /v1/subscription_items/{item}."""
    params, work = command.params, Work(command.books)
    item = _item(work, command.ids[0])
    given = {name: value for name, value in params.items() if name not in OF_ITEM}
    after = _updated(work, _owner(work, item), _of_item(params, {**given, "id": item.id}))
    return work.outcome(next(one for one in after.items if one.id == item.id))


def delete_item(command: Command) -> Outcome:
    """DELETE /v1/subscription_items/{item}."""
    params, work = command.params, Work(command.books)
    if params.get("clear_usage"):
        raise errors.not_simulated("metered usage", "clear_usage")
    item = _item(work, command.ids[0])
    _updated(work, _owner(work, item), _of_item(params, {"id": item.id, "deleted": True}))
    return work.outcome(deleted_stub("subscription_item", item.id))


def _of_item(params: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: params[name] for name in OF_ITEM if name in params}, "items": [given]}


def _item(work: Work, name: str) -> SubscriptionItem:
    item = work.get(SubscriptionItem, name)
    if item is None or item.deleted:
        raise billing_errors.no_such_item(name)
    return item


def _owner(work: Work, item: SubscriptionItem) -> Subscription:
    owner: Subscription = work.books.objects[item.subscription]
    return owner


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
    if params.get("payment_behavior") in ("pending_if_incomplete", "default_incomplete"):
        raise errors.not_simulated("updates that wait for their payment", "payment_behavior")
    if params.get("trial_end") not in (None, "now") and before.status != "trialing":
        raise errors.not_simulated("a trial of what is on trial no more", "trial_end")
    if before.status == "paused" and (params.get("items") or params.get("trial_end")):
        raise errors.not_simulated("changes of a paused subscription", "items")


def _described(work: Work, before: Subscription, params: Mapping[str, Any]) -> Subscription:
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
    settings = params.get("payment_settings") or {}
    if "save_default_payment_method" in settings:
        fields["save_default_payment_method"] = settings["save_default_payment_method"] or "off"
    if "payment_method_types" in settings:
        fields["payment_method_types"] = tuple(settings["payment_method_types"] or ()) or None
    ends = (params.get("trial_settings") or {}).get("end_behavior") or {}
    if ends:
        fields["missing_payment_method"] = ends["missing_payment_method"]
    after = replace(before, **fields) if fields else before
    if params.get("cancel_at_period_end") is True and not before.cancel_at_period_end:
        return ends_with_its_period(after, work.at)
    if params.get("cancel_at_period_end") is False and before.cancel_at_period_end:
        details = {**after.cancellation_details, "reason": None}
        return replace(
            after, cancel_at=None, cancel_at_period_end=False, canceled_at=None, cancellation_details=details
        )
    return after


def _with_items(work: Work, subscription: Subscription, params: Mapping[str, Any]) -> tuple[Subscription, bool]:
    """Return it with its items as asked for, and whether what that is worth is billed at once."""
    if not params.get("items"):
        return subscription, False
    behavior = params.get("proration_behavior", "create_prorations")
    changes = changing.asked_for(work, subscription, params["items"])
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


def _anchored_now(work: Work, before: Subscription, behavior: str) -> tuple[Subscription, bool]:
    """Let the period begin now, and bill by how much it ends later: nothing is given back (recorded).

    Returns the subscription, and whether what that costs is billed at once.
    """
    after = _from_now(work, before)
    period = Period(after.period_start, after.period_end)
    more = Period(before.period_end, period.end)
    cycles.plan(work, after)
    if behavior == "none" or more.length <= 0:
        return after, False
    share = Fraction(more.length, period.length)
    made = []
    for item in after.items:
        price = pricing.price_of(work, item.price)
        amount = debit(pricing.unit_of(price), item.quantity, share)
        made.append(written.proration(work, after, item, price, amount, more, credit=False))
    return changing.waiting(work, after, made), behavior == "always_invoice"


def _from_now(work: Work, subscription: Subscription) -> Subscription:
    """Return it with the anchor, and all of its items' periods, beginning now."""
    cycle = pricing.cycle_of(pricing.price_of(work, subscription.items[0].price), work.at)
    period = holding(cycle, work.at)
    items = tuple(
        replace(item, current_period_start=period.start, current_period_end=period.end) for item in subscription.items
    )
    return replace(subscription, billing_cycle_anchor=work.at, items=items)


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
    ended = replace(before, trial_end=work.at - 1)
    if method is None and before.missing_payment_method == "pause":
        return cycles.pause(work, ended)
    if method is None and before.missing_payment_method == "cancel":
        moved, told = subscriptions.canceled(ended, work.at, "cancellation_requested")
        work.tell(told, moved)
        return moved
    if method is None:
        raise billing_errors.nothing_to_pay_with()
    started = _from_now(work, subscriptions.move(ended, "trial ended")[0])
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
