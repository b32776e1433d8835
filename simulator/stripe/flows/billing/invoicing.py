"""An invoice is drafted, made final, settled, given up or voided. Not: taking its money, see collecting.

Recorded: what is drafted when a subscription begins or is changed at once is final and paid in the same second; what a
renewal drafts waits an hour. An invoice of nothing, of less than nothing and of less than can be charged is paid
without an attempt, and what it comes to stays as the customer's balance.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.ids import text
from simulator.stripe import naming, policy
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing.discounts import of_subscription
from simulator.stripe.flows.billing.periods import Period
from simulator.stripe.flows.billing.prorations import Settlement, settlement
from simulator.stripe.flows.billing.totals import reckoned
from simulator.stripe.flows.billing.work import Work, subscription_of
from simulator.stripe.resources import invoice as invoices
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import Invoice, InvoiceLine, InvoicePayment
from simulator.stripe.resources.invoice_item import CustomerBalanceTransaction, InvoiceItem
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.subscription import Subscription

DESCRIPTIONS = {"subscription_create": "Subscription creation", "manual": None}
"""What an intent is called by why its invoice was made; all others are updates. That a merchant's has none is
unconfirmed."""


def draft(
    work: Work, subscription: Subscription, reason: str, period: Period, *, waits: bool = True, advances: bool = True
) -> Invoice:
    """Return a new invoice without lines. `waits`: an hour, until it is made final by itself if it `advances`."""
    customer = work.customer(subscription.customer)
    charged = subscription.collection_method == "charge_automatically"
    return Invoice(
        id=naming.long(work.books, "in_"),
        created=work.at,
        customer=customer.id,
        currency=subscription.currency,
        billing_reason=reason,
        period_start=period.start,
        period_end=period.end,
        subscription=subscription.id,
        subscription_metadata=subscription.metadata,
        addressee=addressee(customer),
        auto_advance=waits and advances,
        automatically_finalizes_at=work.at + policy.INVOICE_FINAL_AFTER if waits and advances else None,
        next_payment_attempt=work.at + policy.INVOICE_CHARGED_AFTER if waits and advances and charged else None,
        starting_balance=customer.balance,
        collection_method=subscription.collection_method,
        days_until_due=subscription.days_until_due,
        due_date=None if subscription.days_until_due is None else work.at + subscription.days_until_due * policy.DAY,
        default_tax_rates=subscription.default_tax_rates,
        discounts=of_subscription(work, subscription, customer),
    )


def addressee(customer: Customer) -> dict[str, Any]:
    """Return what an invoice tells of whom it is for."""
    names = ("address", "email", "name", "phone", "shipping", "tax_exempt")
    return {name: getattr(customer, name) for name in names}


def filled(work: Work, invoice: Invoice, lines: tuple[InvoiceLine, ...]) -> Invoice:
    """Store a draft with its lines, and tell of it."""
    invoice = work.put(totalled(work, replace(invoice, lines=lines)))
    work.tell("invoice.created", invoice)
    return invoice


def totalled(work: Work, invoice: Invoice) -> Invoice:
    """Return a draft with what its lines come to: less discounts, with taxes and the balance."""
    invoice = reckoned(work.books.objects, invoice)
    return replace(invoice, amount_due=settled(work, invoice).due)


def settled(work: Work, invoice: Invoice) -> Settlement:
    """Return what an invoice comes to with its customer's balance as it is."""
    least = policy.SMALLEST.get(invoice.currency, 1)
    return settlement(invoice.total, work.customer(invoice.customer).balance, least)


def swept(work: Work, subscription: Subscription, invoice: str) -> tuple[Subscription, tuple[InvoiceLine, ...]]:
    """Take what waits for the subscription's next invoice. Returns the subscription without it, and the lines."""
    lines = []
    for name in subscription.pending:
        item = work.get(InvoiceItem, name)
        if item is not None:
            lines.append(written.of_item(work, invoice, item))
            work.put(replace(item, invoice=invoice))
    return replace(subscription, pending=()), tuple(lines)


def swept_of_customer(work: Work, customer: str, invoice: str) -> tuple[InvoiceLine, ...]:
    """Take what a merchant has written for the customer's next invoice, whichever that is."""
    owner = work.customer(customer)
    lines = []
    for name in owner.pending:
        item: InvoiceItem = work.books.objects[name]
        lines.append(written.of_item(work, invoice, item))
        work.put(replace(item, invoice=invoice))
    if owner.pending:
        work.put(replace(owner, pending=()))
    return tuple(lines)


def finalise(
    work: Work, invoice: Invoice, method: PaymentMethod | None, paid_by: PaymentIntent | None = None
) -> Invoice:
    """Give it its number, apply the balance and make the intent that pays it, or settle it if nothing is due.

    `method` is what it would be paid with; the intent has it, and is not confirmed. `paid_by`: an intent that has paid
    already, on a page; the balance is left alone then.
    """
    customer = work.customer(invoice.customer)
    comes_to = settled(work, invoice) if paid_by is None else Settlement(paid_by.amount, customer.balance)
    moved, told = invoices.move(invoice, "finalized")
    moved = replace(
        moved,
        number=invoice.number or f"{customer.invoice_prefix}-{customer.next_invoice_sequence:04d}",
        amount_due=comes_to.due,
        automatically_finalizes_at=None,
        effective_at=invoice.effective_at or work.at,
        finalized_at=work.at,
        starting_balance=customer.balance,
        ending_balance=comes_to.balance,
        secret=text(work.books.random, 56),
    )
    work.put(moved)
    work.tell(told, moved)
    _carry_over(work, customer, moved, comes_to.balance, counts=invoice.number is None)
    if paid_by is not None:
        return _by(work, moved, work.put(replace(paid_by, invoice=moved.id)))
    if comes_to.due:
        return _with_intent(work, moved, method)
    return paid(work, moved, tries=0)


def _carry_over(work: Work, customer: Customer, invoice: Invoice, balance: int, *, counts: bool) -> None:
    """`counts`: whether the invoice took the customer's next number, and not one that the merchant chose."""
    number = customer.next_invoice_sequence + counts
    counted = replace(customer, next_invoice_sequence=number, balance=balance)
    work.put(counted)
    if balance == customer.balance:
        return
    work.put(
        CustomerBalanceTransaction(
            id=naming.long(work.books, "cbtxn_"),
            created=work.at,
            amount=balance - customer.balance,
            currency=invoice.currency,
            customer=customer.id,
            ending_balance=balance,
            invoice=invoice.id,
        )
    )
    work.tell_change(
        "customer.updated", replace(customer, next_invoice_sequence=counted.next_invoice_sequence), counted
    )


def _with_intent(work: Work, invoice: Invoice, method: PaymentMethod | None) -> Invoice:
    """Make the intent that pays it. The first one keeps what it is paid with for the renewals."""
    name = naming.payment(work.books)
    subscription = subscription_of(work, invoice)
    kinds = None if subscription is None else subscription.payment_method_types
    first = invoice.billing_reason == "subscription_create"
    intent = PaymentIntent(
        id=name,
        created=work.at,
        amount=invoice.amount_remaining,
        currency=invoice.currency,
        client_secret=naming.client_secret(work.books, name),
        customer=invoice.customer,
        description=DESCRIPTIONS.get(invoice.billing_reason, "Subscription update"),
        invoice=invoice.id,
        payment_method_types=kinds or ("card", "link"),
        setup_future_usage="off_session" if first else None,
    )
    if method is not None:
        intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    work.put(intent)
    work.tell("payment_intent.created", intent)
    return _by(work, invoice, intent)


def _by(work: Work, invoice: Invoice, intent: PaymentIntent) -> Invoice:
    """Let an intent stand for the payment of an invoice."""
    payment = InvoicePayment(
        id=naming.long(work.books, "inpay_"),
        created=work.at,
        amount_requested=invoice.amount_remaining,
        currency=invoice.currency,
        invoice=invoice.id,
        payment_intent=intent.id,
    )
    return work.put(replace(invoice, payment=work.put(payment).id, payment_intent=intent.id))


def paid(
    work: Work, invoice: Invoice, *, tries: int, by_hand: bool = False, out_of_band: bool | None = None
) -> Invoice:
    """Write down that nothing more is due.

    `tries`: how many it took; `by_hand`: not by its own intent, and outside of what the provider sees unless
    `out_of_band` says otherwise.
    """
    moved, told = invoices.move(invoice, "paid")
    moved = work.put(
        replace(
            moved,
            amount_paid=moved.amount_due,
            attempt_count=max(invoice.attempt_count, tries),
            attempted=invoice.attempted or not by_hand,
            auto_advance=False,
            next_payment_attempt=None,
            out_of_band=by_hand if out_of_band is None else out_of_band,
            paid_at=work.at,
        )
    )
    work.tell(told, moved)
    payment = work.get(InvoicePayment, invoice.payment)
    if payment is not None and not by_hand:
        done = replace(payment, status="paid", amount_paid=payment.amount_requested, paid_at=work.at)
        work.put(done)
        work.tell("invoice_payment.paid", done)
    return moved


def given_up(work: Work, invoice: Invoice) -> Invoice:
    """Mark it as one that will not be paid; it still can be."""
    moved, told = invoices.move(invoice, "given up")
    moved = work.put(_ended(replace(moved, marked_uncollectible_at=work.at)))
    work.tell(told, moved)
    return moved


def voided(work: Work, invoice: Invoice) -> Invoice:
    """Take it back: nobody can pay it any more. What was due stays written on it."""
    moved, told = invoices.move(invoice, "voided")
    moved = work.put(_ended(replace(moved, voided_at=work.at)))
    give_intent_up(work, moved)
    work.tell(told, moved)
    return moved


def give_intent_up(work: Work, invoice: Invoice) -> None:
    """Cancel the intent that would have paid it, if nothing has."""
    intent, payment = work.get(PaymentIntent, invoice.payment_intent), work.get(InvoicePayment, invoice.payment)
    if intent is None or payment is None or intent.status not in intents.CANCELABLE:
        return
    moved, told = intents.move(intent, "canceled")
    moved = work.put(replace(moved, canceled_at=work.at, cancellation_reason="void_invoice"))
    work.tell(told, moved)
    work.put(replace(payment, status="canceled", canceled_at=work.at))


def _ended(invoice: Invoice) -> Invoice:
    return replace(invoice, auto_advance=False, automatically_finalizes_at=None, next_payment_attempt=None)
