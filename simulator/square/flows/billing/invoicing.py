"""An invoice's life: made for an order, sent, paid by a card on file or by its customer, refunded. Not: requests.

Source: Square, "Pay or refund invoices"; fields, versions and the order of the first two events as recorded. That
`invoice.payment_made` comes after the events of its payment is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.square import errors, naming
from simulator.square.command import Answer, Changes, found
from simulator.square.flows import charging, sources
from simulator.square.flows.billing.work import Work
from simulator.square.flows.charging import Charge
from simulator.square.flows.sources import Source
from simulator.square.resources import invoice as invoices
from simulator.square.resources.invoice import Invoice, PaymentRequest
from simulator.square.resources.order import Order
from simulator.square.resources.payment import Payment
from simulator.square.resources.people import Card, Customer
from simulator.world import Books

RECIPIENT = ("given_name", "family_name", "email_address", "address", "phone_number", "company_name", "tax_ids")

OF_SUBSCRIPTIONS, OF_INVOICES = "OTHER", "INVOICES"
"""What a payment says it was made with: the first is recorded of a subscription's automatic payment."""


def recipient_of(customer: Customer) -> dict[str, Any]:
    """Return the customer as an invoice keeps them: what changes afterwards does not change it."""
    kept = {name: customer.given[name] for name in RECIPIENT if name in customer.given}
    return {"customer_id": customer.id, **kept}


def number(books: Books) -> str:
    """Return the next number: six digits with zeros, rising (recorded)."""
    return f"{len(books.kinds.get(Invoice, ())) + 1:06d}"


def draft(work: Work, order: Order, invoice: Invoice) -> Invoice:
    """Store an invoice as a draft, and let its order know."""
    work.put(replace(order, invoice_id=invoice.id, subscription_id=invoice.subscription_id))
    work.put(invoice)
    work.tell(("invoice.created",), invoice)
    return invoice


def publish(work: Work, invoice: Invoice, what: str = "published") -> Invoice:
    """Let a draft be published, now or for its day. Raises Forbidden."""
    return _moved(work, invoice, what)


def _moved(work: Work, invoice: Invoice, what: str) -> Invoice:
    moved, told = invoices.move(invoice, what, work.milliseconds)
    work.put(moved)
    work.tell(told, moved)
    return moved


def charge_automatically(work: Work, invoice: Invoice, request: PaymentRequest) -> Invoice:
    """Charge a request's card. If the bank refuses, the invoice stays unpaid, and nobody tries again."""
    source = on_file(work.books, request.card_id or "", invoice.customer_id)
    product = OF_SUBSCRIPTIONS if invoice.subscription_id else OF_INVOICES
    invoice, payment = pay(work, invoice, source, amount=request.due, product=product)
    return invoice if payment.status == "COMPLETED" else _moved(work, invoice, "charge failed")


def on_file(books: Books, card_id: str, customer_id: str | None) -> Source:
    """Return a card on file to charge by itself; one that is disabled or gone is declined (its code is unconfirmed)."""
    card = found(books, Card, card_id)
    if card is not None and (not card.enabled or card.customer_id != customer_id):
        return Source("CARD", card.face, "ON_FILE", declines="CARD_DECLINED")
    return sources.of_id(books, card_id, customer_id)


def pay(
    work: Work,
    invoice: Invoice,
    source: Source,
    *,
    amount: int | None = None,
    currency: str | None = None,
    tip: int | None = None,
    email: str | None = None,
    product: str = OF_INVOICES,
) -> tuple[Invoice, Payment]:
    """Try to pay what is due next on an invoice. Returns both as they are then; a declined payment is kept, too."""
    order = found(work.books, Order, invoice.order_id)
    if order is None or invoice.status not in invoices.PAYABLE:
        raise errors.bad_request(f"Invoice {invoice.id} is in state {invoice.status} and cannot be paid.")
    if source.pending:
        raise errors.not_simulated("bank transfers that pay invoices")
    address = email or invoice.recipient.get("email_address")
    done = charging.charge(
        work.books,
        Charge(
            amount=next_due(invoice) if amount is None else amount,
            currency=currency or invoice.currency,
            location_id=invoice.location_id,
            source=source,
            order=order,
            tip=tip,
            customer_id=invoice.customer_id,
            given={"buyer_email_address": address} if address else {},
            square_product=product,
        ),
    )
    work.take(done)
    payment: Payment = done.answer.named["payment"] if isinstance(done.answer, Answer) else done.answer
    if payment.status != "COMPLETED":
        return invoice, payment
    paid = invoices.with_payment(invoice, payment.amount)
    return _moved(work, paid, "paid in part" if paid.due else "paid"), payment


def next_due(invoice: Invoice) -> int:
    """Return what the next request asks for, in minor units."""
    return next((request.due for request in invoice.requests if request.due), 0)


def cancel(work: Work, invoice: Invoice) -> Invoice:
    """Cancel a published invoice: nobody can pay it any more. Raises Forbidden."""
    return _moved(work, invoice, "canceled")


def change(work: Work, invoice: Invoice) -> Invoice:
    """Store a changed invoice, one version on. Raises Forbidden for one that cannot be changed any more."""
    return _moved(work, invoice, "changed")


def refunded(changes: Changes, books: Books, invoice_id: str, amount: int, at: int) -> None:
    """Write a refund that has gone through into its invoice. That it is told then, and not before, is unconfirmed."""
    invoice = found(books, Invoice, invoice_id)
    if invoice is None or invoice.status not in invoices.REFUNDABLE:
        return
    sum_so_far = invoice.refunded + amount
    what = "refunded" if sum_so_far >= invoice.paid else "refunded in part"
    moved, told = invoices.move(replace(invoice, refunded=sum_so_far), what, at)
    changes.put(moved)
    for event in told:
        changes.tell(event, moved)


def for_subscription(books: Books, order: Order, customer: Customer, at: int, more: Mapping[str, Any]) -> Invoice:
    """Return the draft that bills an order of a subscription, with the fields that were recorded."""
    card_id = more.get("card_id")
    request = PaymentRequest(
        uid=naming.uuid(books),
        type="BALANCE",
        due_date=more["due_date"],
        amount=order.total,
        automatic="CARD_ON_FILE" if card_id else "NONE",
        card_id=card_id,
    )
    return Invoice(
        id=naming.invoice(books),
        location_id=order.location_id,
        order_id=order.id,
        currency=order.currency,
        created_at=at,
        updated_at=at,
        number=number(books),
        timezone=more["timezone"],
        recipient=recipient_of(customer),
        requests=(request,),
        methods={
            "card": True,
            "square_gift_card": False,
            "bank_account": False,
            "buy_now_pay_later": False,
            "cash_app_pay": True,
        },
        given={"title": more["title"]},
        stores_card=True,
        subscription_id=more["subscription_id"],
    )
