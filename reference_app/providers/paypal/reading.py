"""PayPal's records as the shop's: an order with its captures and refunds, and its disputes. Pure. Not: fetching them.

An order that is COMPLETED says only that a payment was tried, or that money is held: money is a capture that is,
itself, COMPLETED. Its amount is read from the capture, and never from the order or the authorisation around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reference_app.providers import card
from reference_app.providers.opened import Opened
from reference_app.providers.payment import Payment
from reference_app.providers.paypal.money import minor

Json = Mapping[str, Any]

TAKEN = ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")
"""States of a capture whose money has come, whatever of it went back since."""
FAILED_REFUNDS = ("FAILED", "CANCELLED")
OURS = ("RESOLVED_SELLER_FAVOUR", "RESOLVED_WITH_PAYOUT", "CANCELED_BY_BUYER", "DENIED")
"""Outcomes of a dispute after which the money stays with the shop."""
APPROVE = ("payer-action", "approve")


def of_order(order: Json, disputes: Sequence[Json], *, livemode: bool) -> Payment:
    """Return what is known about the money of this order. Raises ValueError, KeyError: it is no order that we made."""
    (unit,) = order["purchase_units"]
    payments = unit.get("payments") or {}
    captures, refunds = payments.get("captures") or [], payments.get("refunds") or []
    taken = [one for one in captures if one["status"] in TAKEN]
    money = [minor(one["amount"]) for one in taken]
    offered, currency = minor(unit["amount"])
    currencies = {told for _, told in money} or {currency}
    status = status_of(order, payments)
    grave = [one for one in disputes if not _ended_well(one)]
    return Payment(
        provider="paypal",
        object_id=order["id"],
        intent_id=taken[0]["id"] if taken else None,
        order_id=unit.get("custom_id"),
        livemode=livemode,
        status=status,
        received=sum(amount for amount, _ in money),
        currency=currencies.pop() if len(currencies) == 1 else "several",
        offered=offered if status == "approved" else 0,
        refunds_made=sum(minor(one["amount"])[0] for one in refunds),
        refunds_failed=sum(minor(one["amount"])[0] for one in refunds if one.get("status") in FAILED_REFUNDS),
        declined=_declined(order, payments, status),
        disputed=bool(grave),
        disputes_told=bool(disputes) or not taken,
        lost=sum(minor(one["dispute_amount"])[0] for one in grave if one.get("status") == "RESOLVED"),
        paid_with=shown(order.get("payment_source") or {}) if taken else None,
    )


def of_capture(capture: Json, *, livemode: bool) -> Payment:
    """Read a capture of which nothing went back, for laying lists side by side. Raises ValueError, KeyError."""
    received, currency = minor(capture["amount"])
    return Payment(
        provider="paypal",
        object_id=order_of(capture) or capture["id"],
        intent_id=capture["id"],
        order_id=capture.get("custom_id"),
        livemode=livemode,
        status="succeeded",
        received=received,
        currency=currency,
        disputes_told=False,
    )


def order_of(capture: Json) -> str:
    """Return the order at PayPal that a capture belongs to; "": it says none."""
    related = (capture.get("supplementary_data") or {}).get("related_ids") or {}
    return str(related.get("order_id") or "")


def status_of(order: Json, payments: Json) -> str:
    """Say how far it is: money, on its way, held, ours to take, closed, or waiting for the buyer.

    `payments` are the order's captures and authorisations. A hold that was let go is closed; one that the buyer's bank
    refused is a decline.
    """
    states = {one["status"] for one in payments.get("captures") or ()}
    held = {one["status"] for one in payments.get("authorizations") or ()}
    if states & set(TAKEN):
        return "succeeded"
    if "PENDING" in states | held:
        return "processing"
    if "CREATED" in held:
        return "requires_capture"
    if order["status"] == "APPROVED":
        return "approved" if authenticated(order) else "requires_payment_method"
    return "canceled" if order["status"] == "VOIDED" or "VOIDED" in held else "requires_payment_method"


def _declined(order: Json, payments: Json, status: str) -> bool:
    refused = bool(payments.get("captures") or payments.get("authorizations"))
    return status == "requires_payment_method" and (refused or not authenticated(order))


def authenticated(order: Json) -> bool:
    """Say whether the bank of a card has no doubt about its holder, if it was asked at all.

    A card that takes no part leaves the loss with us and may be charged; one that does, and whose holder failed, may
    not (PayPal, "3D Secure response parameters").
    """
    told = ((order.get("payment_source") or {}).get("card") or {}).get("authentication_result")
    if not told:
        return True
    enrolled = (told.get("three_d_secure") or {}).get("enrollment_status") == "Y"
    return told.get("liability_shift") == "POSSIBLE" or (told.get("liability_shift") == "NO" and not enrolled)


def opened(order: Json, flow: str) -> Opened:
    """Return what the browser needs: PayPal's buttons take the order's id, a redirect the address for approving it.

    Closed is an order that was voided, or whose hold was, one whose only capture or hold was declined, for PayPal takes
    none after it, and one of which we take nothing, because a bank has doubts.
    """
    (unit,) = order.get("purchase_units") or [{}]
    payments: Json = unit.get("payments") or {}
    status = status_of(order, payments)
    ended = order["status"] in ("COMPLETED", "APPROVED")
    closed = status == "canceled" or (ended and status == "requires_payment_method")
    links = {link["rel"]: link["href"] for link in order.get("links") or ()}
    url = next((links[rel] for rel in APPROVE if rel in links), None)
    return Opened(order["id"], url=None if closed or flow != "hosted" else url, closed=closed)


def shown(source: Json) -> str | None:
    """Return brand and last four of the card that paid, or that it was the wallet; of whose, nobody need read."""
    if told := source.get("card"):
        return card.shown(str(told.get("brand") or ""), str(told.get("last_digits") or ""))
    return "PayPal" if "paypal" in source else None


def _ended_well(dispute: Json) -> bool:
    outcome = (dispute.get("dispute_outcome") or {}).get("outcome_code")
    return dispute.get("status") == "RESOLVED" and outcome in OURS
