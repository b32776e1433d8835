"""What a buyer does where no money moves: keep a method for later, prove whose an account is. Not: paying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Act, Outcome
from simulator.stripe import errors
from simulator.stripe.acts.buyer import method_of
from simulator.stripe.command import find
from simulator.stripe.flows.payments import deposits, verification
from simulator.stripe.flows.setup import setup_pages
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.world import Books

Params = Mapping[str, Any]


def set_up(books: Books, params: Params) -> Outcome:
    """Let a buyer keep a method for later: {object: seti_ or cs_, card?, iban?, account_number?, email?}."""
    target = books.objects.get(str(params.get("object") or ""))
    method = method_of(books, params)
    if isinstance(target, CheckoutSession):
        email = params.get("email")
        return setup_pages.set_up_session(books, target, method, None if email is None else str(email))
    return setup_pages.set_up_intent(books, find(books, SetupIntent, str(params.get("object") or "")), method)


def verify(books: Books, params: Params) -> Outcome:
    """Let a buyer tell the small deposits on their account, or fail to: {object: pi_, seti_ or cs_, succeed?}."""
    found = books.objects.get(str(params.get("object") or ""))
    if isinstance(found, CheckoutSession):
        found = books.objects.get(found.payment_intent or found.setup_intent or "")
    if not isinstance(found, PaymentIntent | SetupIntent) or not deposits.awaited(found):
        raise errors.error(400, f"{params.get('object')!r} does not wait for small deposits to be told.")
    if params.get("succeed", True):
        done = verification.verified(books, found)
    else:
        done = verification.unverified(books, found, "attempts_exceeded")
    return replace(done, error=None, status=200)


SETUP_ACTS: Mapping[str, Act] = {"set_up": set_up, "verify": verify}
