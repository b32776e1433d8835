"""Stripe's records as the shop's: a PaymentIntent, a Checkout Session. Pure. Not: fetching them (`refetch.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_app.providers import card
from reference_app.providers.payment import Payment

FAILED_REFUNDS = ("failed", "canceled")


def of_intent(intent: Mapping[str, Any]) -> Payment:
    """Read a PaymentIntent, fetched with its latest charge expanded."""
    charge = intent.get("latest_charge")
    charge = charge if isinstance(charge, Mapping) else {}
    # Before basil Stripe wrote an authorisation that was let go down as a refund; nothing had come, or went back.
    refunds = (charge.get("refunds") or {}).get("data", []) if intent["amount_received"] else []
    return Payment(
        provider="stripe",
        object_id=intent["id"],
        intent_id=intent["id"],
        order_id=intent["metadata"].get("order"),
        livemode=intent["livemode"],
        status=intent["status"],
        received=intent["amount_received"],
        currency=intent["currency"],
        refunds_made=sum(refund["amount"] for refund in refunds),
        refunds_failed=sum(refund["amount"] for refund in refunds if refund["status"] in FAILED_REFUNDS),
        declined=intent["status"] == "requires_payment_method" and intent.get("last_payment_error") is not None,
        disputed=charge.get("disputed", False),
        paid_with=card.shown_card(charge.get("payment_method_details")) if intent["amount_received"] else None,
    )


def of_session(session: Mapping[str, Any]) -> Payment:
    """Read a Checkout Session, fetched with its intent expanded. The money is the intent's word."""
    intent = session.get("payment_intent")
    if not isinstance(intent, Mapping):
        return Payment(
            provider="stripe",
            object_id=session["id"],
            intent_id=None,
            order_id=session["metadata"].get("order"),
            livemode=session["livemode"],
            status=session["status"],
            received=0,
            currency=session["currency"],
        )
    inner = of_intent(intent)
    return Payment(
        provider="stripe",
        object_id=session["id"],
        intent_id=inner.intent_id,
        order_id=session["metadata"].get("order"),
        livemode=session["livemode"],
        # An expired session cancels its intent; the session is the one that says it first.
        status="expired" if session["status"] == "expired" else inner.status,
        received=inner.received,
        currency=inner.currency,
        refunds_made=inner.refunds_made,
        refunds_failed=inner.refunds_failed,
        declined=inner.declined,
        disputed=inner.disputed,
        paid_with=inner.paid_with,
    )
