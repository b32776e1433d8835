"""How customers and cards look. Not: deciding."""

from __future__ import annotations

from typing import Any

from simulator.square import times
from simulator.square.resources.people import Card, Customer, Nonce
from simulator.square.shapes.parts import present
from simulator.world import Books


def customer(books: Books, value: Customer) -> dict[str, Any]:
    """Recorded: `created_at` with its zeros cut, `updated_at` in whole seconds, version 0 at first."""
    return {
        "id": value.id,
        "created_at": times.trimmed(value.created_at),
        "updated_at": times.seconds(value.updated_at),
        **value.given,
        "preferences": {"email_unsubscribed": False},
        "creation_source": "THIRD_PARTY",
        "segment_ids": [f"{books.account}.REACHABLE"],
        "version": value.version,
    }


def card(books: Books, value: Card) -> dict[str, Any]:
    face, given = value.face, dict(value.given)
    return present(
        {
            "id": value.id,
            "card_brand": face.brand,
            "last_4": face.last_4,
            "exp_month": face.month,
            "exp_year": face.year,
            "cardholder_name": given.get("cardholder_name"),
            "billing_address": given.get("billing_address"),
            "fingerprint": face.fingerprint,
            "customer_id": value.customer_id,
            "merchant_id": books.account,
            "reference_id": given.get("reference_id"),
            "enabled": value.enabled,
            "card_type": face.type,
            "prepaid_type": "NOT_PREPAID",
            "bin": face.bin,
            "created_at": times.seconds(value.created_at),
            "version": value.version,
        }
    )


def nonce(_books: Books, value: Nonce) -> dict[str, Any]:
    """As the page's script is answered: Square's API shows none."""
    return {"id": value.id, "card": {"brand": value.face.brand, "last4": value.face.last_4}}
