"""Invoices are read, made final, paid, voided and given up by a call. Not: what any of that leads to."""

from __future__ import annotations

from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome, Refusal
from simulator.stripe import errors, policy
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import invoicing, pending
from simulator.stripe.flows.billing.collecting import carry_on, collect, method_of, retry_later
from simulator.stripe.flows.billing.sending import await_payment
from simulator.stripe.flows.billing.subscribing import check_method
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.lists import of_kind, page, within
from simulator.stripe.resources.invoice import PAYABLE, Invoice
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.payment_method import PaymentMethod


def list_invoices(command: Command) -> Outcome:
    """GET /v1/invoices."""
    params = command.params
    names = ("collection_method", "customer", "status", "subscription")
    wanted = {name: params[name] for name in names if name in params}
    due = within(params.get("due_date"))

    def keep(invoice: Invoice) -> bool:
        if invoice.deleted or (due is not None and (invoice.due_date is None or not due(invoice.due_date))):
            return False
        return all(getattr(invoice, name) == value for name, value in wanted.items())

    return Outcome(of_kind(command, Invoice, "/v1/invoices", keep))


def list_lines(command: Command) -> Outcome:
    """GET /v1/invoices/{invoice}/lines, in the order in which they stand."""
    invoice = find(command.books, Invoice, command.ids[0])
    known = {line.id: line for line in invoice.lines}
    url = f"/v1/invoices/{invoice.id}/lines"
    return Outcome(page(command.params, invoice.lines, known, "line_item", url, lambda _: True))


def finalize(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}/finalize: it gets its number, and no payment is tried in the call.

    One that advances is charged by itself in an hour (Stripe, "Automatic advancement"; when exactly is unconfirmed).
    """
    work = Work(command.books)
    invoice = find(command.books, Invoice, command.ids[0])
    if invoice.status != "draft":
        raise billing_errors.already_final()
    advances = command.params.get("auto_advance", invoice.auto_advance)
    invoice = invoicing.finalise(work, invoice, method_of(work, invoice))
    if invoice.status == "paid":
        carry_on(work, invoice)
    else:
        sent = invoice.collection_method == "send_invoice"
        if sent:
            await_payment(work, invoice)
        at = work.at + policy.INVOICE_CHARGED_AFTER if advances and not sent else None
        invoice = work.put(replace(invoice, auto_advance=advances, next_payment_attempt=at))
        if at is not None:
            work.follow(at, partial(retry_later, invoice_id=invoice.id, at=at))
    return work.outcome(invoice)


def pay(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}/pay: a draft is made final first."""
    params, work = command.params, Work(command.books)
    invoice = find(command.books, Invoice, command.ids[0])
    for name in ("forgive", "mandate", "source"):
        if params.get(name):
            raise errors.not_simulated(f"{name} where an invoice is paid", name)
    if invoice.status == "paid":
        raise billing_errors.already_paid()
    written_off = invoice.status == "uncollectible" and invoice.payment_intent is None
    if invoice.status == "void" or written_off:
        raise billing_errors.not_open()
    method = _method(work, invoice, params.get("payment_method"))
    if invoice.status == "draft":
        invoice = invoicing.finalise(work, invoice, method)
    if invoice.status == "paid":
        carry_on(work, invoice)
        return work.outcome(invoice)
    if params.get("paid_out_of_band"):
        invoice = invoicing.paid(work, invoice, tries=0, by_hand=True)
        invoicing.give_intent_up(work, invoice)
        carry_on(work, invoice)
        return work.outcome(invoice)
    if method is None:
        raise billing_errors.nothing_to_pay_with()
    return _attempted(work, invoice, method)


def _method(work: Work, invoice: Invoice, named: str | None) -> PaymentMethod | None:
    if named is None:
        return method_of(work, invoice)
    return check_method(work, work.customer(invoice.customer), named, "payment_method")


def _attempted(work: Work, invoice: Invoice, method: PaymentMethod) -> Outcome:
    """Ask for the money; what comes of it is stored, also where it is refused."""
    invoice, refusal = collect(work, invoice, method, by_itself=False)
    if invoice.status in PAYABLE and refusal is None:
        return work.outcome(invoice, billing_errors.invoice_needs_authentication())
    return work.outcome(invoice, None if refusal is None else _of_an_invoice(refusal))


def _of_an_invoice(refusal: Refusal) -> Refusal:
    """The same without the intent in it, of which an invoice's caller knows nothing."""
    body: dict[str, Any] = {key: value for key, value in refusal.body.items() if key != "payment_intent"}
    return Refusal(refusal.status, body, message=refusal.message, code=refusal.code)


def void(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}/void."""
    work = Work(command.books)
    invoice = find(command.books, Invoice, command.ids[0])
    if invoice.status == "paid":
        raise billing_errors.paid_cannot_be_voided()
    if invoice.status not in PAYABLE:
        raise billing_errors.not_open()
    moved = invoicing.voided(work, invoice)
    pending.discard(work, moved)
    return work.outcome(moved)


def mark_uncollectible(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}/mark_uncollectible."""
    work = Work(command.books)
    invoice = find(command.books, Invoice, command.ids[0])
    if invoice.status == "uncollectible":
        raise billing_errors.already_given_up()
    if invoice.status != "open":
        raise billing_errors.not_open()
    moved = invoicing.given_up(work, invoice)
    pending.forgiven(work, moved)
    return work.outcome(moved)


# What stands around invoices.


def list_items(command: Command) -> Outcome:
    """GET /v1/invoiceitems: `pending` are those that no invoice has taken."""
    params = command.params
    customer, invoice, pending = (params.get(name) for name in ("customer", "invoice", "pending"))

    def keep(item: InvoiceItem) -> bool:
        return (
            customer in (None, item.customer)
            and invoice in (None, item.invoice)
            and pending in (None, item.invoice is None)
            and not item.deleted
        )

    return Outcome(of_kind(command, InvoiceItem, "/v1/invoiceitems", keep))
