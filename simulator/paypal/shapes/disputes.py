"""How a dispute is shown: alone and in a list. Not: what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.paypal.moments import precise, utc
from simulator.paypal.money import shown
from simulator.paypal.resources.dispute import Dispute
from simulator.paypal.resources.payment import Capture
from simulator.paypal.resources.sale import Sale
from simulator.paypal.shapes.links import link
from simulator.world import Books

STATES = {
    "OPEN": "OPEN_INQUIRIES", "WAITING_FOR_SELLER_RESPONSE": "REQUIRED_ACTION",
    "WAITING_FOR_BUYER_RESPONSE": "REQUIRED_OTHER_PARTY_ACTION", "UNDER_REVIEW": "UNDER_PAYPAL_REVIEW",
    "RESOLVED": "RESOLVED",
}  # fmt: skip

ACTIONS = {
    "WAITING_FOR_SELLER_RESPONSE": ("provide_evidence", "accept_claim"),
    "UNDER_REVIEW": ("require_evidence", "adjudicate", "accept_claim"),
}
"""Links of the actions that a state allows (recorded)."""


def transaction(taken: Capture) -> dict[str, Any]:
    """Return the disputed transaction as it is when the dispute begins."""
    made: dict[str, Any] = {
        "buyer_transaction_id": taken.id,
        "seller_transaction_id": taken.id,
        "create_time": precise(taken.created, 0),
        "transaction_status": "COMPLETED",
        "gross_amount": shown(taken.amount, taken.currency),
        "invoice_number": taken.invoice_id,
        "custom": taken.custom_id,
        "buyer": {"name": "Ada Buyer"},
        "seller": {**_seller(taken), "name": "Test Store"},
        "items": [],
        "seller_protection_eligible": taken.eligible,
    }
    return {key: value for key, value in made.items() if value is not None}


def sold(taken: Sale, seller: Mapping[str, str], buyer: str) -> dict[str, Any]:
    """Return the same for a sale of a subscription."""
    made: dict[str, Any] = {
        "buyer_transaction_id": taken.id,
        "seller_transaction_id": taken.id,
        "create_time": precise(taken.created, 0),
        "transaction_status": "COMPLETED",
        "gross_amount": shown(taken.amount, taken.currency),
        "custom": taken.custom_id,
        "buyer": {"name": buyer},
        "seller": {"email": seller["email_address"], "merchant_id": seller["merchant_id"], "name": "Test Store"},
        "items": [],
        "seller_protection_eligible": taken.eligible,
    }
    return {key: value for key, value in made.items() if value is not None}


def _seller(taken: Capture) -> dict[str, str]:
    told = {"email": taken.payee.get("email_address"), "merchant_id": taken.payee.get("merchant_id")}
    return {key: value for key, value in told.items() if value}


def dispute(books: Books, value: Dispute, manner: str = "full") -> dict[str, Any]:
    """Return a dispute; a list shows less of it."""
    place = f"/v1/customer/disputes/{value.id}"
    made: dict[str, Any] = {
        "dispute_id": value.id,
        "create_time": precise(value.created, 0),
        "update_time": precise(value.updated, 0),
    }
    if manner == "listed":
        made["disputed_transactions"] = [{"buyer_transaction_id": value.capture}]
    else:
        made["disputed_transactions"] = [dict(value.about)]
    made |= {
        "reason": value.reason,
        "status": value.status,
        "dispute_amount": shown(value.amount, value.currency),
        "dispute_life_cycle_stage": value.stage,
        "dispute_channel": "INTERNAL",
    }
    if value.due is not None and value.status == "WAITING_FOR_SELLER_RESPONSE":
        made["seller_response_due_date"] = precise(value.due, 0)
    if manner == "listed":
        return {**made, "dispute_state": STATES[value.status], "links": [link(books, place, "self")]}
    if value.outcome is not None:
        told: dict[str, Any] = {"outcome_code": value.outcome}
        if value.refunded:
            told["amount_refunded"] = shown(value.refunded, value.currency)
        made["dispute_outcome"] = told
    if value.evidences:
        made["evidences"] = [_evidence(one, value) for one in value.evidences]
    links = [link(books, place, "self")]
    links += [
        link(books, f"{place}/{action.replace('_', '-')}", action, "POST") for action in ACTIONS.get(value.status, ())
    ]
    return {**made, "links": links}


def _evidence(told: Any, value: Dispute) -> dict[str, Any]:
    kept = {key: told[key] for key in ("evidence_type", "notes", "item_id") if isinstance(told.get(key), str)}
    return {**kept, "source": "SUBMITTED_BY_SELLER", "date": utc(value.updated)[:10] + "T00:00:00.000Z"}
