"""From a number, a token or a test id to a payment method. Not: charging it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from simulator.masking import luhn
from simulator.stripe import naming, wire
from simulator.stripe.command import Changes, find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.flows.people import accounts
from simulator.stripe.resources import token as tokens
from simulator.stripe.resources.payment_method import Card, PaymentMethod
from simulator.stripe.resources.token import Token
from simulator.stripe.test_values import ASKING_NUMBER, DECLINES, INSTRUMENTS, Instrument, brand_of, named
from simulator.world import Books

CARD: Mapping[str, Any] = {
    "hash": {"number": "s", "exp_month": "i", "exp_year": "i", "cvc": "s"},
    "required": ["number", "exp_month", "exp_year"],
    "open": True,
}
"""A typed-in card, as a page sends it; the server's own call is checked by the operation's table before."""


def from_test_id(books: Books, test_id: str) -> PaymentMethod | None:
    """Return a new payment method made of `pm_card_…`, `tok_…` or a test account's name; None for any other id."""
    instrument = named(test_id)
    return accounts.from_test_id(books, test_id) if instrument is None else of_instrument(books, instrument)


def from_token(books: Books, changes: Changes, token_id: str, **fields: Any) -> PaymentMethod:
    """Return a new payment method of `card[token]`: a published name, or a token that is used up by it.

    Raises the refusals for no such token, one that was used, and one of an account.
    """
    instrument = named(token_id)
    if instrument is not None:
        return of_instrument(books, instrument, **fields)
    token = find(books, Token, token_id, "card[token]")
    if token.used:
        raise setup_errors.token_used(token_id)
    if token.card is None:
        raise setup_errors.not_a_card_token(token_id)
    changes.put(tokens.used(token))
    billing = {**token.holder, **fields.pop("billing_details", {})}
    return PaymentMethod(
        id=naming.long(books, "pm_"),
        created=books.clock.now(),
        card=token.card,
        instrument=token.instrument,
        billing_details=billing,
        **fields,
    )


def of_instrument(books: Books, instrument: Instrument, **fields: Any) -> PaymentMethod:
    """Return a new payment method of a test card: it expires in this month of next year, as recorded."""
    today = datetime.fromtimestamp(books.clock.now(), UTC)
    card = _card(books, instrument.number, today.month, today.year + 1, instrument)
    return PaymentMethod(
        id=naming.long(books, "pm_"), created=books.clock.now(), card=card, instrument=instrument.number, **fields
    )


def of_number(books: Books, card: Mapping[str, Any], **fields: Any) -> PaymentMethod:
    """Return a new payment method of a typed-in card: `number`, `exp_month`, `exp_year`, `cvc`.

    Raises the refusal for a number that fails its check digit or a date in the past. Whether the number is a test
    card is the bank's business, so that comes out when it is charged.
    """
    card = wire.typed({name: str(value) if isinstance(value, int) else value for name, value in card.items()}, CARD)
    number = "".join(char for char in card["number"] if char in "0123456789")
    month, year = card["exp_month"], card["exp_year"]
    year += 2000 if year < 100 else 0
    if not 12 <= len(number) <= 19 or not luhn(number):
        raise payment_errors.incorrect_number()
    today = datetime.fromtimestamp(books.clock.now(), UTC)
    if not 1 <= month <= 12:
        raise payment_errors.invalid_expiry("exp_month", "month")
    if not today.year <= year <= today.year + 50 or (year, month) < (today.year, today.month):
        raise payment_errors.invalid_expiry("exp_year", "year")
    if "cvc" in card and (len(card["cvc"]) not in (3, 4) or not card["cvc"].isdigit()):
        raise payment_errors.invalid_cvc()
    instrument = INSTRUMENTS.get(number)
    made = _card(books, number, month, year, instrument, "unchecked" if "cvc" in card else None)
    return PaymentMethod(
        id=naming.long(books, "pm_"),
        created=books.clock.now(),
        card=made,
        instrument=number if instrument else None,
        asks=number == ASKING_NUMBER,
        **fields,
    )


def check_side(books: Books, instrument: str | None) -> None:
    """Raise the refusal for a typed-in number of the other mode.

    On the test side only test numbers become methods and tokens, on the live side only others.
    """
    if (instrument is not None) == books.livemode:
        decline = DECLINES["live_mode_test_card" if books.livemode else "test_mode_live_card"]
        raise payment_errors.card_error(decline.message, code=decline.code, decline_code=decline.decline_code)


def _card(
    books: Books, number: str, month: int, year: int, instrument: Instrument | None, cvc: str | None = "unchecked"
) -> Card:
    return Card(
        brand=instrument.brand if instrument else brand_of(number),
        country=instrument.country if instrument else "US",
        exp_month=month,
        exp_year=year,
        fingerprint=naming.fingerprint(books, number),
        funding=instrument.funding if instrument else "credit",
        last4=number[-4:],
        cvc_check=cvc,
    )
