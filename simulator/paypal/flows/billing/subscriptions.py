"""Subscriptions read, stopped and set going again. Not: begun, changed, charged, listed.

Source: PayPal, "Subscriptions v1". When a suspended one is charged next after it was set going again is unconfirmed:
here on the next day on which it would have been. What was tried and not paid when it is suspended is outstanding then.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from simulator.machine import Forbidden
from simulator.paypal import errors
from simulator.paypal.command import Changes, Command, Plain, Shown, find
from simulator.paypal.due_days import next_due
from simulator.paypal.flows.billing.approving import activate as begin
from simulator.paypal.flows.billing.charging import change, charge_now, dropped, plan_next
from simulator.paypal.flows.billing.work import terms_of
from simulator.paypal.resources.subscription import Subscription
from simulator.paypal.terms import cycle_of
from simulator.provider import Outcome, Refusal

WRONG: Mapping[str, str] = {
    "suspended": "Invalid subscription status for suspend action; subscription status should be active.",
    "cancelled": "Invalid subscription status for cancel action; subscription status should be active or suspended.",
    "activated": "Invalid subscription status for activate action; subscription status should be suspended.",
    "captured": (
        "Invalid subscription status for capture action; subscription status should be active or suspended or expired."
    ),
    "patched": (
        "Invalid subscription status for patch action; subscription status should be either active or suspended."
    ),
}

FIELDS = frozenset({"last_failed_payment", "plan"})


def named(command: Command) -> Subscription:
    """Return the subscription of the path."""
    return find(command.books, Subscription, command.ids[0], errors.not_found("id", command.ids[0]))


def status_invalid(what: str) -> Refusal:
    """422: it is in no state for that."""
    return errors.unprocessable("SUBSCRIPTION_STATUS_INVALID", description=WRONG[what])


def get(command: Command) -> Outcome:
    """GET /v1/billing/subscriptions/{id}: `fields` may ask for the last failure and the plan."""
    asked = command.called.query.get("fields", "")
    fields = sorted(FIELDS & set(asked.split(",")))
    return Outcome(Shown(named(command), " ".join(("full", *fields))))


def suspend(command: Command) -> Outcome:
    """POST …/suspend; 204."""
    changes, found = Changes(command.books), named(command)
    try:
        pause(changes, found, command.params["reason"])
    except Forbidden:
        raise status_invalid("suspended") from None
    return changes.outcome(Plain(None, (found.id,)), 204)


def pause(changes: Changes, subscription: Subscription, reason: str | None) -> Subscription:
    """Charge nothing from now on. Raises Forbidden."""
    stopped = dropped(subscription, terms_of(changes, subscription))
    return change(changes, replace(stopped, note=reason), "suspended")


def cancel(command: Command) -> Outcome:
    """POST …/cancel; 204. It ends at once: PayPal knows no end of a period."""
    changes, found = Changes(command.books), named(command)
    try:
        end(changes, found, command.params["reason"])
    except Forbidden:
        raise status_invalid("cancelled") from None
    return changes.outcome(Plain(None, (found.id,)), 204)


def end(changes: Changes, subscription: Subscription, reason: str | None) -> Subscription:
    """End a subscription for good. Raises Forbidden."""
    stopped = replace(subscription, note=reason, due=None, attempt=None, retry_at=None, revision=None)
    return change(changes, stopped, "cancelled")


def activate(command: Command) -> Outcome:
    """POST …/activate; 204. One that its buyer has approved begins, one that is suspended goes on."""
    changes, found = Changes(command.books), named(command)
    reason = (command.params or {}).get("reason")
    terms = terms_of(changes, found)
    if found.status == "SUSPENDED" and 0 < terms.threshold <= found.failures:
        said = "Subscription cannot be activated after payment failure threshold has reached."
        raise errors.unprocessable("SUBSCRIPTION_CANNOT_BE_ACTIVATED", description=said)
    if found.status == "APPROVED":
        begin(changes, replace(found, note=reason))
    elif found.status == "SUSPENDED":
        resume(changes, replace(found, note=reason))
    else:
        raise status_invalid("activated")
    return changes.outcome(Plain(None, (found.id,)), 204)


def resume(changes: Changes, subscription: Subscription) -> Subscription:
    """Let a suspended subscription go on: what fell due meanwhile is left out. Raises Forbidden."""
    now, due, terms = changes.books.clock.now(), subscription.due, terms_of(changes, subscription)
    nth = cycle_of(terms, subscription.completed)
    if nth is None:
        return change(changes, replace(change(changes, subscription, "activated"), due=None), "expired")
    cycle = terms.cycles[nth]
    while due is not None and due <= now:
        due = next_due(due, cycle.unit, cycle.count)
    going = change(changes, replace(subscription, due=due), "activated")
    return charge_now(changes, going) if due is None else plan_next(changes, going)
