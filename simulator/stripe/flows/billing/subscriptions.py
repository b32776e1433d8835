"""Subscriptions and their items are read, and subscriptions are canceled. Not: how they begin, change or renew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace as replaced
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, policy
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import changing, cycles, invoicing
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing.cycles import finalise_later, write_off_later
from simulator.stripe.flows.billing.periods import Period
from simulator.stripe.flows.billing.prorations import credit, left
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.lists import of_kind, within
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem

ENDED = ("canceled", "incomplete_expired")
NOT_FILTERED = ("automatic_tax", "collection_method", "test_clock")
"""Filters of lists that the simulator has nothing for."""


def list_subscriptions(command: Command) -> Outcome:
    """GET /v1/subscriptions: those that have not ended, unless a status is asked for."""
    params = command.params
    for name in NOT_FILTERED:
        if params.get(name) is not None:
            raise errors.not_simulated(f"{name} as a filter of subscriptions", name)
    customer, price = params.get("customer"), params.get("price")
    wanted = _of_status(params.get("status"))
    begins, ends = within(params.get("current_period_start")), within(params.get("current_period_end"))

    def keep(subscription: Subscription) -> bool:
        return (
            customer in (None, subscription.customer)
            and wanted(subscription.status)
            and (price is None or any(item.price == price for item in subscription.items))
            and (begins is None or begins(subscription.period_start))
            and (ends is None or ends(subscription.period_end))
        )

    return Outcome(of_kind(command, Subscription, "/v1/subscriptions", keep))


def _of_status(status: str | None) -> Callable[[str], bool]:
    if status == "all":
        return lambda _: True
    if status == "ended":
        return lambda own: own in ENDED
    return lambda own: own == status if status else own not in ENDED


def retrieve_item(command: Command) -> Outcome:
    """GET /v1/subscription_items/{item}: an unknown one is refused without code or parameter (recorded)."""
    item = command.books.objects.get(command.ids[0])
    if not isinstance(item, SubscriptionItem) or item.deleted:
        raise billing_errors.no_such_item(command.ids[0])
    return Outcome(item)


def list_items(command: Command) -> Outcome:
    """GET /v1/subscription_items of one subscription."""
    name = command.params["subscription"]
    find(command.books, Subscription, name, "subscription")
    url = f"/v1/subscription_items?subscription={name}"
    found = of_kind(command, SubscriptionItem, url, lambda item: item.subscription == name and not item.deleted)
    return Outcome(replaced(found, items=tuple(reversed(found.items))))  # recorded: the oldest is the first


def cancel(command: Command) -> Outcome:
    """DELETE /v1/subscriptions/{subscription}: at once. One that has ended is not found any more (recorded)."""
    params, work = command.params, Work(command.books)
    before = find(command.books, Subscription, command.ids[0])
    if before.status not in subscriptions.CANCELABLE:
        raise errors.no_such("subscription", before.id, "id", in_path=True)
    details: dict[str, Any] = {**before.cancellation_details, **(params.get("cancellation_details") or {})}
    named = replace(before, cancellation_details=details)
    after, told = subscriptions.canceled(named, work.at, "cancellation_requested")
    after = replace(after, cancel_at_period_end=False, cancel_at=None, canceled_at=work.at)
    after = _billed_for_the_end(work, before, after, params)
    _let_go(work, before)
    after = cycles.keep(work, after)
    work.tell(told, after)
    return work.outcome(after)


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
    invoice = work.get(Invoice, subscription.latest_invoice)
    if invoice is not None and invoice.status in ("draft", "open") and invoice.auto_advance:
        work.put(replace(invoice, auto_advance=False, automatically_finalizes_at=None, next_payment_attempt=None))
