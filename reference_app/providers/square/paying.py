"""Protection: a card is asked once for each press on *Pay*, for the order's own amount. Not: what comes of it."""

from __future__ import annotations

import re

from square import Square

from reference_app.orders.store import Order
from reference_app.providers.keys import key_for, short
from reference_app.providers.square.api import ONCE_MORE

TOKEN = re.compile(r"(cnon|ccof|wnon|bnon):[A-Za-z0-9_-]{2,180}")
"""What Square's fields in the browser give for a card, a wallet, a bank account. No card number looks like that."""
LONGEST_KEY = 45

REFUND_STATES = {"COMPLETED": "succeeded", "PENDING": "pending", "REJECTED": "failed", "FAILED": "failed"}


def create_payment(client: Square, order: Order, source_id: str, key: str, location_id: str) -> str:
    """Pay the order at Square with what the buyer's browser got for the card, and return the payment's status.

    An order that is captured later is only APPROVED: the money is held, for a week.

    The key is the attempt's, and stands in our books: asking again after a lost reply repeats nothing, and another card
    is another attempt. Amount and currency are the order's; the browser sent neither. A decline is the bank's word.
    """
    made = client.payments.create(
        source_id=source_id,
        idempotency_key=key,
        amount_money={"amount": order.amount, "currency": order.currency.upper()},
        order_id=order.payment_object,
        location_id=location_id,
        reference_id=order.id,
        autocomplete=order.flow != "reserve",
        request_options=ONCE_MORE,
    ).payment
    return str(made.status) if made else ""


def pay_back(client: Square, order: Order, request_id: str, amount: int) -> tuple[str, str]:
    """Refund part of the order's payment, under the request's own key; return the refund's id and state."""
    refund = client.refunds.refund_payment(
        idempotency_key=short(key_for(order.id, f"refund-{request_id}"), LONGEST_KEY),
        payment_id=order.payment_intent,
        amount_money={"amount": amount, "currency": order.currency.upper()},
        reason=f"Refund of {order.id}",
        request_options=ONCE_MORE,
    ).refund
    if refund is None:
        raise ValueError("a reply without a refund")
    return refund.id, REFUND_STATES.get(str(refund.status), "pending")


def close(client: Square, order: Order, location_id: str) -> None:
    """Cancel an order that was not paid; the page for it goes with it. Square refuses if it was paid."""
    if order.payment_page:
        client.checkout.payment_links.delete(order.payment_page, request_options=ONCE_MORE)
        return
    there = client.orders.get(order.payment_object or "", request_options=ONCE_MORE).order
    client.orders.update(
        order.payment_object or "",
        order={"location_id": location_id, "version": there.version if there else None, "state": "CANCELED"},
        idempotency_key=short(key_for(order.id, f"cancelled-{order.payment_object}"), 192),
        request_options=ONCE_MORE,
    )
