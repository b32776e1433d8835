"""How a subscription's money is shown: a sale, its refund, and in the list of transactions. Not: taking it.

Source: resources of PAYMENT.SALE events, as recorded. The answer to a refund is documented for Payments v1
(unconfirmed).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.paypal.moments import precise, utc
from simulator.paypal.money import shown, text
from simulator.paypal.resources.sale import Sale, SaleRefund
from simulator.paypal.shapes.links import link
from simulator.world import Books

PLACE = "/v1/payments"

STATUSES: Mapping[str, str] = {
    "completed": "COMPLETED", "pending": "PENDING", "denied": "DECLINED", "partially_refunded": "PARTIALLY_REFUNDED",
    "refunded": "REFUNDED",
}  # fmt: skip
"""States of a sale in the words of Subscriptions v1."""

ELIGIBLE = "ITEM_NOT_RECEIVED_ELIGIBLE,UNAUTHORIZED_PAYMENT_ELIGIBLE"


def sale(books: Books, value: Sale, _manner: str = "full") -> dict[str, Any]:
    """Return what was taken, keys in the recorded order."""
    total = text(value.amount, value.currency)
    made: dict[str, Any] = {
        "id": value.id,
        "state": value.state,
        "amount": {"total": total, "currency": value.currency, "details": {"subtotal": total}},
        "payment_mode": "ECHECK" if value.state in ("pending", "denied") else "INSTANT_TRANSFER",
        "protection_eligibility": "ELIGIBLE" if value.eligible else "INELIGIBLE",
    }
    if value.eligible:
        made["protection_eligibility_type"] = ELIGIBLE
    if value.state != "pending":
        made["transaction_fee"] = {"value": text(value.fee, value.currency), "currency": value.currency}
    made["billing_agreement_id"] = value.subscription
    if value.custom_id is not None:
        made["custom"] = value.custom_id
    place = f"{PLACE}/sale/{value.id}"
    return {
        **made,
        "create_time": utc(value.created),
        "update_time": utc(value.updated),
        "links": [link(books, place, "self"), link(books, f"{place}/refund", "refund", "POST")],
    }


def refund(books: Books, value: SaleRefund, manner: str = "full") -> dict[str, Any]:
    """Return what was given back. In an event its amount is below nought (recorded)."""
    amount = -value.amount if manner == "event" else value.amount
    made: dict[str, Any] = {
        "id": value.id,
        "state": "completed",
        "amount": {"total": text(amount, value.currency), "currency": value.currency},
        "refund_from_received_amount": {"value": text(value.amount, value.currency), "currency": value.currency},
        "total_refunded_amount": {"value": text(value.total, value.currency), "currency": value.currency},
        "sale_id": value.sale,
    }
    told = {"invoice_number": value.invoice_number, "description": value.description}
    made |= {key: said for key, said in told.items() if said is not None}
    return {
        **made,
        "create_time": utc(value.created),
        "update_time": utc(value.updated),
        "links": [link(books, f"{PLACE}/refund/{value.id}", "self"), link(books, f"{PLACE}/sale/{value.sale}", "sale")],
    }


def transaction(value: Sale, subscriber: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sale as a subscription lists it."""
    net = value.amount - value.fee
    return {
        "status": STATUSES[value.state],
        "id": value.id,
        "amount_with_breakdown": {
            "gross_amount": shown(value.amount, value.currency),
            "fee_amount": shown(value.fee, value.currency),
            "net_amount": shown(net, value.currency),
        },
        "payer_name": dict(subscriber.get("name") or {}),
        "payer_email": str(subscriber.get("email_address", "")),
        "time": precise(value.created, 0),
    }
