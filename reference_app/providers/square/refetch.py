"""Protection: what we act on is Square's own record, fetched now. Not: the copy inside an event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from square import Square
from square.types.dispute import Dispute
from square.types.payment import Payment as SquarePayment
from square.types.payment_refund import PaymentRefund

from reference_app.inbox.slip import Slip
from reference_app.providers.payment import Payment
from reference_app.providers.square import reading
from reference_app.providers.square.api import ONCE_MORE
from reference_app.providers.square.opening import square_order

# event type -> which of the slip's ids leads to the payment. Others change nothing: an order's own events say no more
# than its payments do, and every refund makes an order of its own.
TYPES: dict[str, str] = {
    "payment.created": "payment",
    "payment.updated": "payment",
    "refund.created": "belongs_to",
    "refund.updated": "belongs_to",
    "dispute.created": "belongs_to",
    "dispute.state.updated": "belongs_to",
    "dispute.state.changed": "belongs_to",
}


def subject_of(slip: Slip) -> str | None:
    """Return the id that our orders may know: a payment's order, or the payment that a refund or dispute is about."""
    kind = TYPES.get(slip.event_type)
    if kind is None:
        return None
    return slip.payment_intent or (slip.object_id if kind == "payment" else "") or None


def payment_now(client: Square, order_id: str, location_id: str, *, livemode: bool) -> Payment:
    """Ask Square for the order as it is at this moment, and for every payment, refund and dispute that it has.

    Raises what the client raises when there is no answer, or no such order: then nothing is known, and nothing is done.
    """
    order = square_order(client, order_id)
    names = [name for tender in order.tenders or [] if (name := tender.payment_id or tender.id)]
    payments = [_payment(client, name) for name in dict.fromkeys(names)]
    refunds = [_refund(client, name) for payment in payments for name in payment.refund_ids or []]
    paid = {payment.id for payment in payments if payment.status == "COMPLETED"}
    disputes = [one for one in _disputes(client, location_id) if paid and _disputed(one) in paid] if paid else []
    return reading.of_order(order, payments, refunds, disputes, location_id=location_id, livemode=livemode)


def order_of_payment(client: Square, payment_id: str) -> str:
    """Return the order at Square that a payment belongs to."""
    return _payment(client, payment_id).order_id or ""


def payments_since(client: Square, since: int, location_id: str) -> Iterator[SquarePayment]:
    """Every payment that Square has taken since (unix seconds), over all pages of its list."""
    begin = datetime.fromtimestamp(since, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    listed = client.payments.list(begin_time=begin, location_id=location_id, limit=100, request_options=ONCE_MORE)
    return (one for one in listed if one.status == "COMPLETED")


def _payment(client: Square, payment_id: str) -> SquarePayment:
    payment: SquarePayment | None = client.payments.get(payment_id, request_options=ONCE_MORE).payment
    if payment is None:
        raise ValueError("a reply without a payment")
    return payment


def _refund(client: Square, refund_id: str) -> PaymentRefund:
    refund: PaymentRefund | None = client.refunds.get(refund_id, request_options=ONCE_MORE).refund
    if refund is None:
        raise ValueError("a reply without a refund")
    return refund


def _disputes(client: Square, location_id: str) -> Iterator[Dispute]:
    """Every dispute of the shop: a payment does not say that it is disputed, and there is no list by payment."""
    return iter(client.disputes.list(location_id=location_id, request_options=ONCE_MORE))


def _disputed(dispute: Dispute) -> str | None:
    return dispute.disputed_payment.payment_id if dispute.disputed_payment else None
