"""What Stripe refuses because of the key: it has expired, or may not do that. Not: no key, or an unknown one."""

from __future__ import annotations

from simulator.provider import Refusal
from simulator.stripe.errors import error


def expired_key(key: str) -> Refusal:
    """The code is in Stripe's list; the sentence is unconfirmed."""
    return error(401, f"Expired API Key provided: {_starred(key)}", code="api_key_expired", executed=False)


def not_permitted(key: str, account: str, right: str) -> Refusal:
    """Reported with the whole answer in stripe-node's issue 2246 (January 2025): no code, no param."""
    refused = error(
        403,
        f"The provided key '{_starred(key)}' does not have the required permissions for this endpoint on account "
        f"'{account}'. Having the 'rak_{right}' permission would allow this request to continue.",
        executed=False,
    )
    refused.lacks = right
    return refused


def _starred(key: str) -> str:
    return f"{key[:8]}{'*' * max(0, len(key) - 14)}{key[-6:]}"
