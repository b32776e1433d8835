"""Protection: of what a buyer approved, just what staff decided is taken, or nothing. Not: who may, and how much.

Square completes a payment as a whole, and only for the total of its order. Where less is sent than was ordered, the
order and then the payment are first brought to that sum.
"""

from __future__ import annotations

from square import Square
from square.types.order import Order as SquareOrder
from square.types.payment import Payment as SquarePayment

from reference_app.orders.store import Order
from reference_app.providers.keys import key_for, short
from reference_app.providers.square.api import ONCE_MORE
from reference_app.providers.square.opening import LONGEST_KEY as LONGEST_KEY_OF_ORDERS
from reference_app.providers.square.opening import square_order
from reference_app.providers.square.paying import LONGEST_KEY
from reference_app.providers.square.reading import minor
from reference_app.providers.trouble import RefusedError

HELD = "APPROVED"


def complete_payment(client: Square, order: Order, request_id: str, amount: int, location_id: str) -> str:
    """Take `amount` of what is held, and return the payment's status; nothing of the rest can be taken then.

    Completing has no idempotency key, and needs none: a payment is completed once, and asking again changes nothing. It
    is asked for with the version that has our amount: whoever changed that meanwhile, it is refused.
    """
    there = square_order(client, order.payment_object or "")
    held = _held(client, there)
    if minor(there.total_money) != amount:
        _reprice(client, order, there, request_id, amount, location_id)
    if minor(held.amount_money) != amount:
        held = _with_amount(client, order, held, request_id, amount)
    done = client.payments.complete(held.id or "", version_token=held.version_token, request_options=ONCE_MORE).payment
    return str(done.status) if done else ""


def cancel_payment(client: Square, order: Order) -> None:
    """Let go of what is held. Square refuses if it was taken. Raises RefusedError if nothing is held."""
    held = _held(client, square_order(client, order.payment_object or ""))
    client.payments.cancel(held.id or "", request_options=ONCE_MORE)


def _held(client: Square, there: SquareOrder) -> SquarePayment:
    """Return the payment that is held for the order which we opened. Raises RefusedError if there is none."""
    names = [name for tender in there.tenders or [] if (name := tender.payment_id or tender.id)]
    payments = [client.payments.get(name, request_options=ONCE_MORE).payment for name in names]
    held: SquarePayment | None = next(
        (one for one in payments if one and one.status == HELD and one.order_id == there.id), None
    )
    if held is None:
        raise RefusedError("nothing_authorised")
    return held


def _reprice(client: Square, order: Order, there: SquareOrder, request_id: str, amount: int, location_id: str) -> None:
    """Bring the one line of the order to what is sent. The key names the version: of two at once, one is refused."""
    (line,) = there.line_items or []
    key = key_for(order.id, f"capture-{request_id}-of-version-{there.version}")
    client.orders.update(
        there.id or "",
        order={
            "location_id": location_id,
            "version": there.version,
            "line_items": [
                {
                    "uid": line.uid,
                    "quantity": "1",
                    "base_price_money": {"amount": amount, "currency": order.currency.upper()},
                }
            ],
        },
        idempotency_key=short(key, LONGEST_KEY_OF_ORDERS),
        request_options=ONCE_MORE,
    )


def _with_amount(client: Square, order: Order, held: SquarePayment, request_id: str, amount: int) -> SquarePayment:
    changed: SquarePayment | None = client.payments.update(
        held.id or "",
        payment={"amount_money": {"amount": amount, "currency": order.currency.upper()}},
        idempotency_key=short(key_for(order.id, f"capture-{request_id}-of-{held.version_token}"), LONGEST_KEY),
        request_options=ONCE_MORE,
    ).payment
    if changed is None:
        raise ValueError("a reply without a payment")
    return changed
