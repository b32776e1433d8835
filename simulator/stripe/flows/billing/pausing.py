"""A subscription is paused by a call: its period ends now, and the rest of it is given back. Not: pausing collection.

Source: changelog/endive/2026-09-30/pause-subscription and "Pause subscriptions". Since endive; an older version of the
API has no such call, which is not held against one here.
"""

from __future__ import annotations

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import changing, cycles
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing.periods import Period
from simulator.stripe.flows.billing.prorations import credit, left
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem


def pause(command: Command) -> Outcome:
    """POST /v1/subscriptions/{subscription}/pause: what is given back waits for the invoice of its resumption."""
    work, params = Work(command.books), command.params
    before = find(command.books, Subscription, command.ids[0])
    if before.status in subscriptions.ENDED:
        raise errors.no_such("subscription", before.id, "id", in_path=True)
    if before.status not in subscriptions.PAUSABLE or before.billing_mode != "flexible":
        raise billing_errors.cannot_pause()
    if params.get("invoicing_behavior") == "invoice":
        raise errors.not_simulated("an invoice of a pause", "invoicing_behavior")
    unused = ((params.get("bill_for") or {}).get("unused_time_from") or {}).get("type", "now")
    if unused == "item_current_period_start":
        raise errors.not_simulated("giving a whole period back", "bill_for[unused_time_from][type]")
    waiting = [_given_back(work, before, item) for item in before.items] if unused == "now" else []
    return work.outcome(cycles.pause(work, changing.waiting(work, before, waiting)))


def _given_back(work: Work, subscription: Subscription, item: SubscriptionItem) -> InvoiceItem:
    period = Period(item.current_period_start, item.current_period_end)
    price, billed = changing.base_of(work, subscription, item)
    amount = credit(billed, left(period, work.at))
    return written.proration(work, subscription, item, price, amount, Period(work.at, period.end), credit=True)
