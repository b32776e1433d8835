"""A subscription is canceled by a call, and what is left of its period given back if that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, policy
from simulator.stripe.command import Command, find
from simulator.stripe.flows.billing import changing, cycles, invoicing
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing.cycles import finalise_later, write_off_later
from simulator.stripe.flows.billing.periods import Period
from simulator.stripe.flows.billing.prorations import credit, left
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem
from simulator.world import Books


def cancel(command: Command) -> Outcome:
    """DELETE /v1/subscriptions/{subscription}: at once. One that has ended is not found any more (recorded)."""
    work = Work(command.books)
    before = find(command.books, Subscription, command.ids[0])
    if before.status not in subscriptions.CANCELABLE:
        raise errors.no_such("subscription", before.id, "id", in_path=True)
    return work.outcome(_end(work, before, command.params))


def of_deleted(books: Books, customer: str) -> Outcome:
    """Cancel all that a customer has subscribed to, who is no more (Stripe, "Delete a customer")."""
    work = Work(books)
    for subscription in books.of_kind(Subscription):
        if subscription.customer == customer and subscription.status in subscriptions.CANCELABLE:
            _end(work, subscription, {})
    return work.outcome()


def _end(work: Work, before: Subscription, params: Mapping[str, Any]) -> Subscription:
    details: dict[str, Any] = {**before.cancellation_details, **(params.get("cancellation_details") or {})}
    named = replace(before, cancellation_details=details)
    after, told = subscriptions.canceled(named, work.at, "cancellation_requested")
    after = replace(after, cancel_at_period_end=False, cancel_at=None, canceled_at=work.at)
    after = _billed_for_the_end(work, before, after, params)
    _let_go(work, before)
    after = cycles.keep(work, after)
    work.tell(told, after)
    return after


def _billed_for_the_end(
    work: Work, before: Subscription, after: Subscription, params: Mapping[str, Any]
) -> Subscription:
    """Give back what is left of the period, and put what waits on a last invoice, if either is asked for."""
    waiting = list(before.pending)
    if params.get("prorate") and before.status in ("active", "past_due", "unpaid"):
        waiting += [_given_back(work, before, item).id for item in before.items]
    if not (params.get("invoice_now") and waiting):
        return after
    period = Period(before.period_start, work.at)
    invoice = invoicing.draft(work, after, "subscription_cycle", period)
    _, lines = invoicing.swept(work, replace(after, pending=tuple(waiting)), invoice.id)
    invoice = invoicing.filled(work, invoice, lines)
    if invoice.total < 0:
        at = work.at + policy.CREDIT_WRITTEN_OFF_AFTER
        work.follow(at, partial(write_off_later, invoice_id=invoice.id, at=at))
    else:
        at = work.at + policy.INVOICE_FINAL_AFTER
        work.follow(at, partial(finalise_later, invoice_id=invoice.id, at=at))
    return replace(after, latest_invoice=invoice.id)


def _given_back(work: Work, subscription: Subscription, item: SubscriptionItem) -> InvoiceItem:
    """Write the credit of one item. Nothing bills it by itself, and it knows its subscription no more (recorded)."""
    period = Period(item.current_period_start, item.current_period_end)
    price, billed = changing.base_of(work, subscription, item)
    amount = credit(billed, left(period, work.at))
    rest = Period(work.at, period.end)
    made = written.proration(work, subscription, item, price, amount, rest, credit=True)
    made = work.put(replace(made, subscription=None, subscription_item=None))
    work.tell("invoiceitem.created", made)
    return made


def _let_go(work: Work, subscription: Subscription) -> None:
    """Ask no more for what is still due (Stripe, "Cancel subscriptions"): its invoices do not advance any more."""
    for invoice in work.books.of_kind(Invoice):
        if invoice.subscription == subscription.id and invoice.status in ("draft", "open") and invoice.auto_advance:
            work.put(replace(invoice, auto_advance=False, automatically_finalizes_at=None, next_payment_attempt=None))
