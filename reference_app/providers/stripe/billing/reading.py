"""Stripe's subscription, invoices and charges as the shop's record. Pure. Not: fetching them (`refetch.py`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reference_app.providers.record import OPEN, PAID, Invoice, Record
from reference_app.providers.stripe.reading import FAILED_REFUNDS

WORDS = {"incomplete_expired": "expired"}
"""Stripe's words where they are not ours."""


def record(
    subscription: Mapping[str, Any],
    invoices: Sequence[Mapping[str, Any]] = (),
    charges: Sequence[Mapping[str, Any]] = (),
    lost: Mapping[str, int] | None = None,
) -> Record:
    """Read a subscription, its invoices (`payments` expanded) and its customer's charges (`refunds` expanded).

    `lost` is what disputes have cost for good, by charge.
    """
    item = subscription["items"]["data"][0]
    money = {charge["payment_intent"]: charge for charge in charges if charge["captured"]}
    return Record(
        provider="stripe",
        object_id=subscription["id"],
        ours=subscription["metadata"].get("subscription"),
        customer=subscription["customer"],
        livemode=subscription["livemode"],
        status=WORDS.get(subscription["status"], subscription["status"]),
        plan_id=item["price"]["id"],
        period_end=item["current_period_end"],
        cancels_at=subscription["cancel_at"],
        invoices=tuple(_invoice(one, money, lost or {}) for one in invoices),
    )


def _invoice(invoice: Mapping[str, Any], money: Mapping[str, Mapping[str, Any]], lost: Mapping[str, int]) -> Invoice:
    payment = paid_by(invoice)
    charge = money.get(payment or "", {})
    refunds = (charge.get("refunds") or {}).get("data", [])
    return Invoice(
        id=invoice["id"],
        status=_status(invoice["status"]),
        amount=invoice["amount_paid"],
        currency=invoice["currency"],
        created=invoice["created"],
        covers_until=max((line["period"]["end"] for line in invoice["lines"]["data"]), default=invoice["period_end"]),
        payment=payment,
        refunded=sum(one["amount"] for one in refunds if one["status"] not in FAILED_REFUNDS),
        lost=lost.get(charge.get("id", ""), 0),
        disputed=charge.get("disputed", False),
    )


def _status(status: str) -> str:
    return {"paid": PAID, "open": OPEN, "uncollectible": OPEN}.get(status, status)


def paid_by(invoice: Mapping[str, Any]) -> str | None:
    """Return the PaymentIntent of an invoice that was fetched with `payments`; None: it has none."""
    for payment in (invoice.get("payments") or {}).get("data", []):
        if intent := payment["payment"].get("payment_intent"):
            return str(intent)
    return None


def subscription_of(invoice: Mapping[str, Any]) -> str | None:
    """Return the subscription that an invoice is of. Before basil it stood at the top, and a line has it too."""
    parent = (invoice.get("parent") or {}).get("subscription_details") or {}
    found = parent.get("subscription") or invoice.get("subscription")
    return str(found) if found else None
