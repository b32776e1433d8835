"""How a connected account looks to its platform. Not: the merchant's own account, see shapes.accounting."""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.account_link import AccountLink
from simulator.stripe.resources.connected_account import ConnectedAccount
from simulator.stripe.shapes.accounting import PROFILE, SETTINGS, requirements
from simulator.world import Books

MISSING = ("business_profile.url", "external_account", "tos_acceptance.date")
"""What is still asked of an account that is not enabled. Which fields it is differs by country: a choice of ours."""


def account(_books: Books, value: ConnectedAccount) -> dict[str, Any]:
    """Return the account with what it may do: nothing until it is enabled."""
    due = () if value.enabled else MISSING
    controller = {"type": "application", "is_controller": True, **value.controller}
    return {
        "id": value.id,
        "object": "account",
        "business_profile": {**PROFILE, "name": None, **value.business_profile},
        "business_type": value.business_type,
        "capabilities": dict.fromkeys(value.capabilities, "active" if value.enabled else "inactive"),
        "charges_enabled": value.enabled,
        "controller": controller,
        "country": value.country,
        "created": value.created,
        "default_currency": value.default_currency,
        "details_submitted": value.enabled,
        "email": value.email,
        "external_accounts": {
            "object": "list",
            "data": [],
            "has_more": False,
            "total_count": 0,
            "url": f"/v1/accounts/{value.id}/external_accounts",
        },
        "future_requirements": requirements((), enabled=True),
        "metadata": value.metadata,
        "payouts_enabled": value.enabled,
        "requirements": requirements(due, enabled=value.enabled),
        "settings": SETTINGS,
        "tos_acceptance": {"date": None},
        "type": value.type,
    }


def account_link(books: Books, value: AccountLink) -> dict[str, Any]:
    """Without an id: whoever has the address may use it, once."""
    return {
        "object": "account_link",
        "created": value.created,
        "expires_at": value.expires_at,
        "url": f"{books.base_url}/setup/c/{value.account}/{value.id}",
    }
