"""A paused subscription is resumed: billed for a period that begins now, and active when that is paid. Not: pausing.

Recorded: it stays paused until then, and nothing is tried in the call.
"""

from __future__ import annotations

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import cycles, invoicing, pending
from simulator.stripe.flows.billing.collecting import apply_update, method_for
from simulator.stripe.flows.billing.periods import Period
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.subscription import Subscription


def resume(command: Command) -> Outcome:
    """POST /v1/subscriptions/{subscription}/resume. One that has ended is not found any more (recorded)."""
    work, params = Work(command.books), command.params
    before = find(command.books, Subscription, command.ids[0])
    if before.status in subscriptions.ENDED:
        raise errors.no_such("subscription", before.id, "id", in_path=True)
    if before.status != "paused" or before.pending_update is not None:
        raise billing_errors.not_paused()
    if params.get("billing_cycle_anchor") == "unchanged":
        raise errors.not_simulated("resuming with an unchanged anchor", "billing_cycle_anchor")
    if params.get("payment_behavior") == "resume_on_payment_success":
        raise errors.not_simulated("resuming with a payment in the call", "payment_behavior")
    method = method_for(work, work.customer(before.customer), before.default_payment_method)
    wanted = cycles.from_now(work, before)
    invoice = invoicing.draft(work, before, "subscription_cycle", Period(before.period_start, work.at), waits=False)
    wanted, lines = cycles.billed(work, wanted, invoice.id)
    invoice = invoicing.filled(work, invoice, lines)
    invoice = invoicing.finalise(work, invoice, method)
    cycles.plan(work, wanted)
    after = pending.park(work, before, wanted, invoice, resumes=True)
    if invoice.status == "paid":
        return work.outcome(apply_update(work, before, after))
    work.tell_change(subscriptions.UPDATED, before, after)
    return work.outcome(after)
