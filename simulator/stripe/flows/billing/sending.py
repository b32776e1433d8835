"""Invoices that a customer is asked to pay: sent when they are final, overdue when nobody has. Not: their pages.

Source: Stripe, "Invoicing: collection method"; no mail is written here. When exactly one is sent is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import invoicing
from simulator.stripe.flows.billing.collecting import carry_on, method_of
from simulator.stripe.flows.billing.work import Work, subscription_of
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.invoice import Invoice
from simulator.world import Books


def finalise_and_send(work: Work, invoice: Invoice) -> Invoice:
    """Make a draft final and send it; what owes nothing is paid by that."""
    invoice = invoicing.finalise(work, invoice, method_of(work, invoice))
    if invoice.status == "paid":
        carry_on(work, invoice)
        return invoice
    await_payment(work, invoice)
    work.tell("invoice.sent", invoice)
    return invoice


def await_payment(work: Work, invoice: Invoice) -> None:
    """See to it that the day on which it is due comes."""
    if invoice.due_date is not None:
        work.follow(invoice.due_date, partial(overdue_later, invoice_id=invoice.id, at=invoice.due_date))


def overdue_later(books: Books, invoice_id: str, at: int) -> Outcome | None:
    """Nobody has paid until it was due: its subscription owes from now on, and nothing is charged."""
    work = Work(books, at)
    invoice = work.get(Invoice, invoice_id)
    if invoice is None or invoice.status != "open" or invoice.due_date != at:
        return None
    work.tell("invoice.overdue", invoice)
    before = subscription_of(work, invoice)
    if before is not None and before.status in ("active", "trialing"):
        owing, told = subscriptions.move(before, "payment failed")
        work.put(owing)
        work.tell_change(told, before, owing)
    return work.outcome()


def due_in(params: Mapping[str, Any], method: str) -> int | None:
    """Return after how many days what is sent is due. Raises the refusals for none, or where nothing is sent."""
    days: int | None = params.get("days_until_due")
    if method != "send_invoice":
        if days is not None:
            raise billing_errors.days_until_due_without_invoice()
        return None
    if days is None:
        raise billing_errors.invoice_without_days()
    if days < 0:
        raise errors.negative("days_until_due")
    return days
