"""How setup tokens and payment tokens are shown: their links have an encType (recorded). Not: paying with them."""

from __future__ import annotations

from typing import Any

from simulator.paypal.resources.vault import PaymentToken, SetupToken
from simulator.paypal.shapes.links import link
from simulator.world import Books

ENC_TYPE = {"encType": "application/json"}

ONLY_IN_ORDERS = frozenset({"account_id", "account_status", "available_networks", "type", "bin_details"})
"""What an order tells of a wallet or a card, and a token that was made of it does not."""


def setup_token(books: Books, value: SetupToken, _manner: str = "full") -> dict[str, Any]:
    """Return a setup token."""
    place = f"/v3/vault/setup-tokens/{value.id}"
    links = [{**link(books, place, "self"), **ENC_TYPE}]
    if value.status == "PAYER_ACTION_REQUIRED":
        page = f"/agreements/approve?approval_session_id={value.id}"
        links.append({**link(books, page, "approve"), **ENC_TYPE})
    return {
        "id": value.id,
        "customer": {"id": value.customer},
        "status": value.status,
        "payment_source": {value.kind: _source(value)},
        "links": links,
    }


def payment_token(books: Books, value: PaymentToken, manner: str = "full") -> dict[str, Any]:
    """Return a payment token: it has no status (recorded)."""
    place = f"/v3/vault/payment-tokens/{value.id}"
    links = [{**link(books, place, "self"), **ENC_TYPE}, {**link(books, place, "delete", "DELETE"), **ENC_TYPE}]
    source = {value.kind: _source(value)}
    if manner == "event":
        return {"links": links, "id": value.id, "payment_source": source, "customer": {"id": value.customer}}
    return {"id": value.id, "customer": {"id": value.customer}, "payment_source": source, "links": links}


def _source(value: SetupToken | PaymentToken) -> dict[str, Any]:
    """Return the source as the vault shows it: whose wallet it is goes by another name than in orders."""
    made = {key: item for key, item in value.source.items() if key not in ONLY_IN_ORDERS}
    if "account_id" in value.source:
        made["payer_id"] = value.source["account_id"]
    return made
