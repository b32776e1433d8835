"""With what a buyer pays, as the control API's parameters say it. Not: what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.stripe import errors
from simulator.stripe.flows.people import accounts
from simulator.stripe.flows.people.instruments import from_test_id, of_number
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.test_accounts import TEST_ROUTING
from simulator.world import Books

TEST_CARD = "4242424242424242"
LIVE_CARD = "4929420573595709"
"""Passes the check digit and is published nowhere as a test card: on the live side it is money."""

NOBODY: Mapping[str, str] = {"name": "A Buyer", "email": "buyer@example.com"}
"""Who holds an account, if that is not said: a debit needs a name."""


def method_of(books: Books, params: Mapping[str, Any]) -> PaymentMethod:
    """Return a new method of what is given: a card (number, test id, or hash), an IBAN, or a US account number."""
    billing = {key: params[key] for key in ("email", "name") if params.get(key)}
    if params.get("iban"):
        return accounts.described(
            books, "sepa_debit", {"iban": str(params["iban"])}, billing_details={**NOBODY, **billing}
        )
    if params.get("account_number"):
        numbers = {
            "routing_number": str(params.get("routing_number") or TEST_ROUTING),
            "account_number": str(params["account_number"]),
            "account_holder_type": "individual",
        }
        return accounts.described(books, "us_bank_account", numbers, billing_details={**NOBODY, **billing})
    card = params.get("card") or (LIVE_CARD if books.livemode else TEST_CARD)
    if isinstance(card, Mapping):
        for name in ("number", "exp_month", "exp_year"):
            if not str(card.get(name, "")).replace(" ", "").isdecimal():
                raise errors.error(400, f"card.{name} = {card.get(name)!r} is no number. Write digits.", param="card")
        return of_number(books, card, billing_details=billing)
    made = from_test_id(books, str(card))
    if made is not None:
        return replace(made, billing_details=billing)
    return of_number(books, {"number": card, "exp_month": 12, "exp_year": 2040, "cvc": "123"}, billing_details=billing)
