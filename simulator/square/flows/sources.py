"""With what a payment is paid: a nonce, a card on file, cash, what was paid elsewhere. Not: the payment.

A real nonce is spent by its first use; the sandbox's magic ones are not (recorded).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from simulator.square import errors, test_values
from simulator.square.card_face import CardFace
from simulator.square.command import found, money
from simulator.square.flows.locations import main_location
from simulator.square.resources.people import Card, Nonce
from simulator.world import Books


class Source(msgspec.Struct, frozen=True):
    """What pays. `declines` is the code that it is declined with."""

    type: str
    face: CardFace | None = None
    entry_method: str = "KEYED"
    details: Mapping[str, Any] = {}
    declines: str | None = None
    pending: bool = False
    """Whether the money takes its time."""
    spent: Nonce | None = None
    """A nonce as it is after this use."""


def source_of(books: Books, params: Mapping[str, Any]) -> Source:
    """Return what a payment request names. Raises the refusal for what is not there or is spent."""
    source_id: str = params["source_id"]
    if source_id == "CASH":
        return _cash(params, books)
    if source_id == "EXTERNAL":
        return _external(params)
    return of_id(books, source_id, params.get("customer_id"), verified="verification_token" in params)


def of_id(books: Books, source_id: str, customer_id: str | None = None, *, verified: bool = False) -> Source:
    """Return the card, bank account or wallet that a nonce or a card's id stands for. Raises a refusal."""
    nonce = found(books, Nonce, source_id)
    if nonce is not None:
        if nonce.used:
            raise errors.nonce_used()
        declines = nonce.face.declines
        if declines == "CARD_DECLINED_VERIFICATION_REQUIRED" and (verified or nonce.verified):
            declines = None
        return Source("CARD", nonce.face, nonce.entry_method, declines=declines, spent=replace(nonce, used=True))
    card = found(books, Card, source_id)
    if card is not None:
        return _on_file(card, customer_id, verified=verified)
    if not books.livemode:
        magic = _magic(books, source_id, verified=verified)
        if magic is not None:
            return magic
    if source_id.startswith("ccof:"):
        raise errors.no_such_card(source_id)
    raise errors.nonce_not_found()


def of_number(books: Books, number: str, declines: str | None = None) -> Source:
    """Return what a typed card number stands for; on the live side a published test card is no money."""
    digits = number.replace(" ", "").replace("-", "")
    if books.livemode and (digits in test_values.BRANDS) and declines is None:
        declines = "CARD_NOT_SUPPORTED"
    if digits in test_values.CHALLENGED and declines is None:
        declines = "CARD_DECLINED_VERIFICATION_REQUIRED"
    face = test_values.face(digits, books.clock.now(), account=books.account, declines=declines)
    return Source("CARD", face, declines=face.declines)


def _on_file(card: Card, customer_id: str | None, *, verified: bool) -> Source:
    """A card on file belongs to its customer, who must be named (Square, "Cards on file"; words unconfirmed)."""
    if not card.enabled:
        raise errors.invalid("Card on file is disabled.", "source_id")
    if customer_id is None:
        raise errors.missing("customer_id")
    if customer_id != card.customer_id:
        raise errors.no_such_card(card.id)
    declines = card.face.declines
    if declines == "CARD_DECLINED_VERIFICATION_REQUIRED" and verified:
        declines = None
    return Source("CARD", card.face, "ON_FILE", declines=declines)


def _magic(books: Books, source_id: str, *, verified: bool) -> Source | None:
    if source_id == test_values.SPENT:
        raise errors.nonce_used()
    if source_id in test_values.NONCES or source_id in test_values.CARDS_ON_FILE:
        on_file = source_id in test_values.CARDS_ON_FILE
        code = (test_values.CARDS_ON_FILE if on_file else test_values.NONCES)[source_id]
        number = test_values.DECLINED if code == "GENERIC_DECLINE" else test_values.OK
        if code == "CARD_DECLINED_VERIFICATION_REQUIRED" and verified:
            code = None
        face = test_values.face(number, books.clock.now(), account=books.account, declines=code, postal_code="94103")
        return Source("CARD", face, "ON_FILE" if on_file else "KEYED", declines=code)
    if source_id == test_values.GIFT_CARD:
        face = test_values.face("7783320000000000", books.clock.now(), account=books.account)
        return Source("CARD", replace(face, brand="SQUARE_GIFT_CARD"))
    if source_id == test_values.BANK:
        return bank(books)
    if source_id == test_values.WALLET:
        details = {"wallet_details": {"status": "CAPTURED", "brand": "CASH_APP", "cash_app_details": {}}}
        return Source("WALLET", details=details)
    return None


def bank(books: Books) -> Source:
    """Return a bank account: its payment is pending first. The account's facts are unconfirmed."""
    details = {
        "bank_account_details": {
            "bank_name": "CITIZENS BANK",
            "transfer_type": "ACH",
            "account_ownership_type": "INDIVIDUAL",
            "fingerprint": test_values.fingerprint("bank", books.account),
            "country": "US",
            "statement_description": "SQ *DEFAULT TEST ACCOUNT",
            "ach_details": {"routing_number": "011401533", "account_number_suffix": "000", "account_type": "CHECKING"},
        }
    }
    return Source("BANK_ACCOUNT", details=details, pending=True)


def elsewhere(source: str) -> Source:
    """Return money that was taken somewhere else and is only written down here."""
    return Source("EXTERNAL", details={"external_details": {"type": "CARD", "source": source}})


def _external(params: Mapping[str, Any]) -> Source:
    told = params.get("external_details")
    if told is None:
        raise errors.missing("external_details")
    for name in ("type", "source"):
        if name not in told:
            raise errors.missing(f"external_details.{name}")
    return Source("EXTERNAL", details={"external_details": told})


def _cash(params: Mapping[str, Any], books: Books) -> Source:
    told = params.get("cash_details")
    if told is None:
        raise errors.missing("cash_details")
    home = main_location(books).currency
    supplied = money(told.get("buyer_supplied_money"), "cash_details.buyer_supplied_money", home)
    asked = money(params.get("amount_money"), "amount_money", home) or 0
    tip = money(params.get("tip_money"), "tip_money", home) or 0
    if supplied is None:
        raise errors.missing("cash_details.buyer_supplied_money")
    if supplied < asked + tip:
        raise errors.too_low(asked + tip, "cash_details.buyer_supplied_money.amount")
    change = {"amount": supplied - asked - tip, "currency": home}
    shown = {"buyer_supplied_money": {"amount": supplied, "currency": home}, "change_back_money": change}
    return Source("CASH", details={"cash_details": shown})
