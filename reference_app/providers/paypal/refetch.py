"""Protection: what we act on is PayPal's own record, fetched now. Not: the copy inside an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reference_app.inbox.slip import Slip
from reference_app.providers.payment import Payment
from reference_app.providers.paypal import holds, orders, reading
from reference_app.providers.paypal.api import Api

DISPUTES = "/v1/customer/disputes"

# event type -> what the id in the slip that leads to the payment is. Others change nothing.
TYPES: dict[str, str] = {
    "CHECKOUT.ORDER.APPROVED": "order",
    "CHECKOUT.ORDER.COMPLETED": "order",
    "CHECKOUT.PAYMENT-APPROVAL.REVERSED": "order",
    "PAYMENT.AUTHORIZATION.CREATED": "hold",
    "PAYMENT.AUTHORIZATION.VOIDED": "hold",
    "PAYMENT.CAPTURE.COMPLETED": "capture",
    "PAYMENT.CAPTURE.PENDING": "capture",
    "PAYMENT.CAPTURE.DECLINED": "capture",
    "PAYMENT.CAPTURE.DENIED": "capture",
    "PAYMENT.CAPTURE.REFUNDED": "refund",
    "PAYMENT.CAPTURE.REVERSED": "refund",
    "PAYMENT.REFUND.PENDING": "refund",
    "PAYMENT.REFUND.FAILED": "refund",
    "CUSTOMER.DISPUTE.CREATED": "dispute",
    "CUSTOMER.DISPUTE.UPDATED": "dispute",
    "CUSTOMER.DISPUTE.RESOLVED": "dispute",
}


def subject_of(slip: Slip) -> str | None:
    """Return the id that our orders may know: an order at PayPal, or the capture that a refund or dispute is about."""
    kind = TYPES.get(slip.event_type)
    if kind is None:
        return None
    return slip.payment_intent or (slip.object_id if kind in ("order", "hold", "capture") else "") or None


def payment_now(api: Api, order_id: str, slip: Slip | None, *, livemode: bool) -> Payment:
    """Ask PayPal for the order as it is at this moment, with its captures and refunds, and for its disputes.

    Raises what the client raises when there is no answer, or no such order: then nothing is known, and nothing is done.
    """
    order = orders.get_order(api, order_id)
    (unit,) = order["purchase_units"]
    captures = {
        str(one["id"]) for one in (unit.get("payments") or {}).get("captures") or () if one["status"] in reading.TAKEN
    }
    told = slip.object_id if slip and TYPES.get(slip.event_type) == "dispute" else None
    return reading.of_order(order, list(disputes_of(api, captures, told)), livemode=livemode)


def order_of(api: Api, slip: Slip) -> str:
    """Return the order at PayPal that an event is about, when its subject may be a hold or a capture."""
    subject, kind = subject_of(slip) or "", TYPES[slip.event_type]
    if kind == "order" or (kind in ("hold", "capture") and slip.payment_intent):
        return subject
    if kind == "hold":
        return holds.order_of_hold(api, subject)
    return reading.order_of(orders.get_capture(api, subject))


def disputes_of(api: Api, captures: Iterable[str], told: str | None) -> Iterable[Mapping[str, Any]]:
    """Yield the disputes of these captures: those that PayPal lists, and the one that an event tells of.

    A new dispute is on no list for some minutes (recorded), and can be asked for by its id.
    """
    known = {told} if told else set()
    for capture in captures:
        listed = api.get(DISPUTES, disputed_transaction_id=capture).get("items") or ()
        known |= {str(one["dispute_id"]) for one in listed}
    for dispute_id in sorted(known):
        dispute = api.get(f"{DISPUTES}/{dispute_id}")
        if any(one.get("seller_transaction_id") in captures for one in dispute.get("disputed_transactions") or ()):
            yield dispute
