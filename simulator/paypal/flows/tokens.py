"""The OAuth2 token: POST /v1/oauth2/token. Not: reading it off other calls."""

from __future__ import annotations

import base64
import math

from simulator.clock import instant
from simulator.paypal import errors, policy
from simulator.paypal.command import Command, Plain
from simulator.paypal.moments import utc
from simulator.paypal.naming import handle_of
from simulator.paypal.resources.access_token import AccessToken, fingerprint, text_of
from simulator.provider import Outcome
from simulator.world import Books

_SERVICES = "https://uri.paypal.com/services"

SCOPES = " ".join((
    f"{_SERVICES}/invoicing", f"{_SERVICES}/vault/payment-tokens/read", f"{_SERVICES}/disputes/read-buyer",
    f"{_SERVICES}/payments/realtimepayment", f"{_SERVICES}/disputes/update-seller",
    f"{_SERVICES}/payments/payment/authcapture", "openid", f"{_SERVICES}/disputes/read-seller", "Braintree:Vault",
    f"{_SERVICES}/payments/refund", "https://api.paypal.com/v1/vault/credit-card",
    "https://api.paypal.com/v1/payments/.*", "https://uri.paypal.com/payments/payouts",
    f"{_SERVICES}/vault/payment-tokens/readwrite", "https://api.paypal.com/v1/vault/credit-card/.*",
    f"{_SERVICES}/subscriptions", f"{_SERVICES}/applications/webhooks",
))  # fmt: skip
"""Recorded; what an app has depends on its features."""

APP_ID = "APP-80W284485P519543T"
"""The sandbox's, whoever asks (recorded)."""


def issue(command: Command) -> Outcome:
    """Give the token that is there until it expires, with less time left each time (recorded); else a new one."""
    if command.params.get("grant_type") != "client_credentials":
        raise errors.oauth(400, "unsupported_grant_type", "Grant Type is NULL or not supported")
    books, now = command.books, command.now
    by = fingerprint(command.called.secret or "")
    mine = [one for one in books.of_kind(AccessToken) if one.by == by and left_of(one) > 0]
    token = mine[-1] if mine else _new(books, now, by)
    body = {
        "scope": SCOPES,
        "access_token": text_of(token, handle_of(books.keys), books.secret_key),
        "token_type": "Bearer",
        "app_id": APP_ID,
        "expires_in": left_of(token),
        "nonce": token.nonce,
    }
    return Outcome(Plain(body), puts=() if mine else (token,))


def _new(books: Books, now: int, by: str) -> AccessToken:
    chance = base64.urlsafe_b64encode(books.random.randbytes(32)).decode().rstrip("=")
    number = len(books.kinds.get(AccessToken, ())) + 1
    return AccessToken(f"access-token-{number}", now, by, f"{utc(now)}{chance}", instant())


def left_of(token: AccessToken) -> int:
    """Return for how many seconds of real time a token is still good; 0 for none."""
    return max(0, math.ceil(token.began + policy.TOKEN_LASTS - instant()))
