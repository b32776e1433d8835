"""Square's records as the shop's: an order with its payments, refunds and disputes. Pure. Not: fetching them.

The order is what we opened and what names our order; money is the word of its payments, one by one. A tender on the
order, or an order that is COMPLETED, is nobody's money yet.
"""

from __future__ import annotations

from collections.abc import Sequence

from square.types.dispute import Dispute
from square.types.order import Order as SquareOrder
from square.types.payment import Payment as SquarePayment
from square.types.payment_refund import PaymentRefund

from reference_app.providers import card
from reference_app.providers.payment import Payment

FAILED_REFUNDS = ("FAILED", "REJECTED")
HARMLESS_DISPUTES = ("WON", "INQUIRY_CLOSED")
LOST_DISPUTES = ("LOST", "ACCEPTED")
WORDS = (
    ("COMPLETED", "succeeded"),
    ("PENDING", "processing"),
    ("APPROVED", "requires_capture"),
    ("CANCELED", "canceled"),
)
"""What the states of an order's payments say of it, the weightiest first. After a hold that was let go, it is over."""


def of_order(
    order: SquareOrder,
    payments: Sequence[SquarePayment],
    refunds: Sequence[PaymentRefund],
    disputes: Sequence[Dispute],
    *,
    location_id: str,
    livemode: bool,
) -> Payment:
    """Return what is known about the money of the order that this Square order was made for.

    A payment of another location, or of another order, is none of it.
    """
    ours = [one for one in payments if one.location_id == location_id and one.order_id == order.id]
    paid = [one for one in ours if one.status == "COMPLETED"]
    currencies = {money_of(one)[1] for one in paid} or {currency_of(order)}
    grave = [one for one in disputes if str(one.state) not in HARMLESS_DISPUTES]
    return Payment(
        provider="square",
        object_id=order.id or "",
        intent_id=paid[0].id if paid else None,
        order_id=order.reference_id if order.location_id == location_id else None,
        livemode=livemode,
        status=status_of(order, ours),
        received=sum(money_of(one)[0] for one in paid),
        currency=currencies.pop() if len(currencies) == 1 else "several",
        refunds_made=sum(minor(one.amount_money) for one in refunds),
        refunds_failed=sum(minor(one.amount_money) for one in refunds if one.status in FAILED_REFUNDS),
        declined=not paid and bool(ours) and ours[-1].status == "FAILED",
        disputed=bool(grave),
        lost=sum(minor(one.amount_money) for one in grave if str(one.state) in LOST_DISPUTES),
        paid_with=shown(paid[0]) if paid else None,
    )


def status_of(order: SquareOrder, payments: Sequence[SquarePayment]) -> str:
    """Say how far it is: money, an authorisation, on its way, closed, or waiting for the buyer."""
    states = [one.status for one in payments]
    for theirs, word in WORDS:
        if theirs in states:
            return word
    return "canceled" if order.state == "CANCELED" else "requires_payment_method"


def of_payment(payment: SquarePayment, *, livemode: bool) -> Payment:
    """Read a payment from a list: what it names itself, for laying lists side by side."""
    amount, currency = money_of(payment)
    return Payment(
        provider="square",
        object_id=payment.order_id or payment.id or "",
        intent_id=payment.id,
        order_id=payment.reference_id,
        livemode=livemode,
        status="succeeded",
        received=amount,
        currency=currency,
        refunds_made=minor(payment.refunded_money),
    )


def money_of(payment: SquarePayment) -> tuple[int, str]:
    """Return what was taken, tip and all, in the minor unit, with its currency in lower case."""
    money = payment.total_money or payment.amount_money
    return minor(money), str(money.currency).lower() if money and money.currency else ""


def currency_of(order: SquareOrder) -> str:
    money = order.total_money
    return str(money.currency).lower() if money and money.currency else ""


def minor(money: object) -> int:
    """Return the amount of a Money, an integer in the minor unit; of none: 0."""
    amount = getattr(money, "amount", None)
    return amount if isinstance(amount, int) else 0


def shown(payment: SquarePayment) -> str | None:
    """Return brand and last four of the card that paid; None: no card did."""
    face = payment.card_details.card if payment.card_details else None
    return card.shown(str(face.card_brand or ""), str(face.last4 or "")) if face else None
