"""Square's published sandbox sources, test cards and magic amounts, and what each does. Not: doing it.

Source: Square, "Sandbox payments" and "Test values"; faces and codes as recorded (tests/fidelity/ledger.toml). On the
live side none of them means anything: a sandbox nonce is not found there, and a test card is declined (unconfirmed).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from simulator.square.card_face import CardFace

OK, DECLINED = "4532759734545858", "4000000000000002"

NONCES: Mapping[str, str | None] = {
    "cnon:card-nonce-ok": None,
    "cnon:card-nonce-declined": "GENERIC_DECLINE",
    "cnon:card-nonce-rejected-cvv": "CVV_FAILURE",
    "cnon:card-nonce-rejected-postalcode": "ADDRESS_VERIFICATION_FAILURE",
    "cnon:card-nonce-rejected-expiration": "INVALID_EXPIRATION",
    "cnon:card-nonce-requires-verification": "CARD_DECLINED_VERIFICATION_REQUIRED",
}
"""The code that each is declined with; None: it is good. They can be used again and again (recorded)."""

SPENT = "cnon:card-nonce-already-used"

CARDS_ON_FILE: Mapping[str, str | None] = {
    "ccof:customer-card-id-ok": None,
    "ccof:customer-card-id-requires-verification": "CARD_DECLINED_VERIFICATION_REQUIRED",
    "ccof:customer-card-id-declined": "GENERIC_DECLINE",
}
"""The variants beside `-ok` are unconfirmed."""

BANK, WALLET, GIFT_CARD = "bnon:bank-nonce-ok", "wnon:cash-app-ok", "cnon:gift-card-nonce-ok"

BRANDS: Mapping[str, str] = {
    "4111111111111111": "VISA",
    "5105105105105100": "MASTERCARD",
    "6011000000000004": "DISCOVER",
    "3000000000000004": "DISCOVER_DINERS",
    "3569990010095841": "JCB",
    "340000000000009": "AMERICAN_EXPRESS",
    "6222988812340000": "CHINA_UNIONPAY",
    "4310000000201019": "VISA",
    "5500000000201016": "MASTERCARD",
    OK: "VISA",
    DECLINED: "VISA",
}

DECLINING: Mapping[str, str] = {DECLINED: "GENERIC_DECLINE"}

CHALLENGED = frozenset({"4310000000201019", "5500000000201016"})
"""Cards whose bank wants to see the buyer first."""

RISKS: Mapping[int, str] = {2222: "MODERATE", 3333: "HIGH"}
"""Amounts, in minor units, at which the risk is judged so."""

DISPUTED: Mapping[int, str] = {
    8801: "AMOUNT_DIFFERS",
    8802: "CANCELLED",
    8803: "DUPLICATE",
    8804: "NO_KNOWLEDGE",
    8805: "NOT_AS_DESCRIBED",
    8806: "NOT_RECEIVED",
    8807: "PAID_BY_OTHER_MEANS",
    8808: "CUSTOMER_REQUESTS_CREDIT",
    8809: "EMV_LIABILITY_SHIFT",
}
"""Amounts, in minor units, whose payment is disputed for that reason."""

VERIFICATION_SENTENCE = "Card declined. A verification is required to process this payment."


def face(
    number: str, now: int, *, account: str, declines: str | None = None, postal_code: str | None = None
) -> CardFace:
    """Return what a card shows. It expires in the month of the call, two years on (recorded); `now` is unix seconds."""
    today = datetime.fromtimestamp(now, UTC)
    return CardFace(
        brand=BRANDS.get(number) or _brand(number),
        last_4=number[-4:],
        bin=number[:6],
        month=today.month,
        year=today.year + 2,
        fingerprint=fingerprint(number, account),
        postal_code=postal_code,
        declines=declines or DECLINING.get(number),
    )


def fingerprint(number: str, account: str) -> str:
    """Return the same text for the same number of one account, and another for another account (recorded)."""
    digest = hashlib.blake2b(f"{account}/{number}".encode(), digest_size=33).hexdigest()
    return f"sq-1-{digest}"


def _brand(number: str) -> str:
    return {"3": "AMERICAN_EXPRESS", "4": "VISA", "5": "MASTERCARD", "6": "DISCOVER"}.get(number[:1], "OTHER_BRAND")
