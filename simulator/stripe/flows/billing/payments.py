"""Payments of invoices: listed, and attached by the merchant. Not: the one that each invoice makes for itself.

Only an intent that has succeeded is attached here: money that was had otherwise counts for the invoice (Stripe,
"Partial payments"). How events tell of it is unconfirmed.
"""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import invoicing
from simulator.stripe.flows.billing.collecting import carry_on
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.invoice import PAYABLE, Invoice, InvoicePayment
from simulator.stripe.resources.payment_intent import PaymentIntent


def list_payments(command: Command) -> Outcome:
    """GET /v1/invoice_payments."""
    params = command.params
    invoice, status = params.get("invoice"), params.get("status")
    intent = (params.get("payment") or {}).get("payment_intent")

    def keep(payment: InvoicePayment) -> bool:
        return (
            invoice in (None, payment.invoice)
            and status in (None, payment.status)
            and intent in (None, payment.payment_intent)
        )

    return Outcome(of_kind(command, InvoicePayment, "/v1/invoice_payments", keep))


def attach(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}/attach_payment."""
    params, work = command.params, Work(command.books)
    invoice = find(command.books, Invoice, command.ids[0])
    if params.get("payment_record") is not None:
        raise errors.not_simulated("payment records", "payment_record")
    if params.get("payment_intent") is None:
        raise errors.missing("payment_intent")
    if invoice.status not in PAYABLE:
        raise billing_errors.not_open()
    intent = find(command.books, PaymentIntent, params["payment_intent"], "payment_intent")
    _check(work, invoice, intent)
    amount = min(intent.amount_received, invoice.amount_remaining)
    payment = InvoicePayment(
        id=naming.long(work.books, "inpay_"),
        created=work.at,
        amount_requested=amount,
        amount_paid=amount,
        currency=invoice.currency,
        invoice=invoice.id,
        payment_intent=intent.id,
        paid_at=work.at,
        status="paid",
        is_default=False,
    )
    work.put(payment)
    after = replace(invoice, amount_paid=invoice.amount_paid + amount, attached=(*invoice.attached, payment.id))
    if after.amount_remaining:
        after = work.put(after)
        work.tell_change("invoice.updated", invoice, after)
    else:
        after = invoicing.paid(work, work.put(after), tries=0, by_hand=True, out_of_band=False)
        invoicing.give_intent_up(work, after)
        carry_on(work, after)
    work.tell("invoice_payment.paid", payment)
    return work.outcome(after)


def _check(work: Work, invoice: Invoice, intent: PaymentIntent) -> None:
    if intent.status != "succeeded":
        raise errors.not_simulated("a payment that has not succeeded yet, attached to an invoice", "payment_intent")
    known = any(one.payment_intent == intent.id for one in work.books.of_kind(InvoicePayment))
    if known or intent.currency != invoice.currency or intent.customer not in (None, invoice.customer):
        raise billing_errors.cannot_be_attached(intent.id)
