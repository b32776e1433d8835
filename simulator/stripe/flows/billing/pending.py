"""An update, or a resumption, waits for its invoice to be paid: it is parked, given up, or runs out. Not: applied.

It is applied where an invoice is paid, see collecting. Source: Stripe, "Pending updates reference"; that the events of
one that runs out are these two, in this order, is unconfirmed.
"""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import policy
from simulator.stripe.flows.billing import cycles, invoicing
from simulator.stripe.flows.billing.collecting import apply_update, waited_for
from simulator.stripe.flows.billing.work import Work, subscription_of
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.invoice import PAYABLE, Invoice
from simulator.stripe.resources.subscription import PendingUpdate, Subscription
from simulator.world import Books

EXPIRED = "customer.subscription.pending_update_expired"


def park(work: Work, before: Subscription, wanted: Subscription, invoice: Invoice, *, resumes: bool) -> Subscription:
    """Let a subscription be what it was before until an invoice is paid. Returns it so."""
    expires = work.at + policy.INCOMPLETE_EXPIRES_AFTER
    update = PendingUpdate(
        expires_at=expires if resumes else min(expires, before.period_end),
        invoice=invoice.id,
        items=wanted.items,
        billing_cycle_anchor=_changed(before.billing_cycle_anchor, wanted.billing_cycle_anchor),
        trial_end=_changed(before.trial_end, wanted.trial_end),
        resumes=resumes,
    )
    own = {item.id for item in before.items}
    for item in wanted.items:
        if item.id not in own:
            work.put(replace(item, deleted=True))  # until it is paid for it is in no list
    work.put(replace(invoice, auto_advance=False, next_payment_attempt=None))
    expire = partial(expire_later, subscription_id=before.id, at=update.expires_at)
    work.follow(update.expires_at, expire)
    return cycles.keep(work, replace(before, latest_invoice=invoice.id, pending=(), pending_update=update))


def _changed(before: int | None, after: int | None) -> int | None:
    return None if before == after else after


def discard(work: Work, invoice: Invoice) -> None:
    """Give an update up whose invoice is void."""
    before = subscription_of(work, invoice)
    if before is not None and waited_for(before, invoice):
        _without(work, before)


def forgiven(work: Work, invoice: Invoice) -> None:
    """Let a subscription resume whose invoice is given up: it is marked as uncollectible (documented)."""
    before = subscription_of(work, invoice)
    if before is not None and waited_for(before, invoice) and before.pending_update and before.pending_update.resumes:
        apply_update(work, before, before)


def expire_later(books: Books, subscription_id: str, at: int) -> Outcome | None:
    """Nobody has paid for the update: its invoice is void, and the subscription stays as it is."""
    work = Work(books, at)
    before = work.get(Subscription, subscription_id)
    update = None if before is None else before.pending_update
    if before is None or update is None or update.expires_at != at:
        return None
    invoice = work.get(Invoice, update.invoice)
    if invoice is not None and invoice.status in PAYABLE:
        invoicing.voided(work, invoice)
    _without(work, before)
    return work.outcome()


def _without(work: Work, before: Subscription) -> None:
    after = work.put(replace(before, pending_update=None))
    work.tell_change(subscriptions.UPDATED, before, after)
    if before.pending_update is not None and not before.pending_update.resumes:
        work.tell(EXPIRED, after)
