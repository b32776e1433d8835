"""Bank transfers: which account a buyer is told to send money to, and how one looks that came in. Not: the money.

Source: Stripe, "Accept a bank transfer". A customer is told the same account every time; of a sandbox's accounts Stripe
says that they are not valid ones, and so are these. The British account was seen in a public log of a sandbox; those of
the other countries have the fields of the published schema and made-up values, which is unconfirmed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from simulator.ids import ALPHABET, text
from simulator.masking import mask
from simulator.stripe import errors
from simulator.stripe.errors import cash_balances as cash_errors
from simulator.stripe.resources.cash_balance import BY_CURRENCY, KIND, TRANSFERS
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.shapes.accounting import PROFILE
from simulator.world import Books

SHOWS = "display_bank_transfer_instructions"

OLDER_NAMES: Mapping[str, str] = {"jp_bank_account": "jp_bank_transfer"}
"""What Stripe's own CLI calls a type, in `payment_intent.partially_funded`."""

EU_COUNTRIES = ("BE", "DE", "ES", "FR", "IE", "NL")

OPTIONS = "payment_method_options[customer_balance]"


def awaited(intent: PaymentIntent) -> bool:
    """Say whether the intent waits for money that its customer is to send."""
    return intent.status == "requires_action" and (intent.next_action or {}).get("type") == SHOWS


def in_new_words(options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return options of an intent with the type of transfer as it is called now."""
    transfer = options.get("bank_transfer") or {}
    older = OLDER_NAMES.get(transfer.get("type", ""))
    return options if older is None else {**options, "bank_transfer": {**transfer, "type": older}}


def type_of(intent: PaymentIntent) -> str | None:
    """Return by which transfer the intent is funded; None for one that only uses what is there already.

    Raises the refusals for options that do not fit together, or not with the currency.
    """
    options = intent.payment_method_options.get(KIND) or {}
    if options.get("funding_type") is None:
        return None
    transfer = options.get("bank_transfer")
    if transfer is None:
        raise errors.missing(f"{OPTIONS}[bank_transfer]")
    kind: str = transfer["type"]
    if TRANSFERS[kind] != intent.currency:
        raise cash_errors.currency_of_transfer(intent.currency, kind, TRANSFERS[kind])
    if kind == "eu_bank_transfer" and transfer.get(kind) is None:
        raise errors.missing(f"{OPTIONS}[bank_transfer][{kind}]")
    if kind == "eu_bank_transfer" and transfer[kind]["country"] not in EU_COUNTRIES:
        raise errors.invalid_enum(f"{OPTIONS}[bank_transfer][{kind}][country]", EU_COUNTRIES)
    return kind


def instructions(books: Books, intent: PaymentIntent, kind: str) -> dict[str, Any]:
    """Return the next action of an intent that waits for a transfer. The page that it links to is not simulated."""
    options = intent.payment_method_options[KIND]["bank_transfer"]
    country = (options.get("eu_bank_transfer") or {}).get("country", "")
    addresses = ADDRESSES[kind](_digits(books, intent.customer or ""), country)
    wanted = options.get("requested_address_types")
    if wanted:
        addresses = [address for address in addresses if address["type"] in wanted]
    secret = f"{books.side}_{text(books.random, 48)}"
    part = {
        "amount_remaining": intent.amount - intent.funded,
        "currency": intent.currency,
        "financial_addresses": addresses,
        "hosted_instructions_url": f"{books.base_url}/bank_transfers/instructions/{secret}",
        "reference": REFERENCES.get(kind, _letters)(books),
        "type": kind,
    }
    return {"type": SHOWS, SHOWS: part}


def remaining(intent: PaymentIntent) -> dict[str, Any]:
    """Return the next action of an intent that still waits, with what is left to be sent now."""
    action = intent.next_action or {}
    return {**action, SHOWS: {**action[SHOWS], "amount_remaining": intent.amount - intent.funded}}


def reference_of(intent: PaymentIntent) -> str | None:
    """Return what a buyer is to write on the transfer, if it is to be known by that."""
    reference: str | None = (intent.next_action or {}).get(SHOWS, {}).get("reference")
    return reference


def received(currency: str, reference: str | None) -> dict[str, Any]:
    """Return what is told of a transfer that came in. Who sends one on the test side is made up (unconfirmed)."""
    kind = BY_CURRENCY[currency]
    sender = {kind: SENDERS[kind]} if kind in SENDERS else {}
    return dict(sorted({**sender, "reference": reference, "type": kind}.items()))


# References.


def _letters(books: Books) -> str:
    """Twelve capitals and digits, as seen in a public log and in Stripe's examples."""
    return "".join(books.random.choices(ALPHABET[:36], k=12))


def _six_digits(books: Books) -> str:
    return f"{books.random.randrange(10**6):06d}"


REFERENCES: Mapping[str, Callable[[Books], str | None]] = {
    "jp_bank_transfer": lambda _books: None,
    "mx_bank_transfer": _six_digits,
}
"""Where a reference is no such text: in Japan there is none, in Mexico it is a number (Stripe's examples)."""


# Accounts. Of an address the fields are in Stripe's order: by alphabet.


def _digits(books: Books, customer: str) -> str:
    """Return thirty digits that are a customer's own, always the same."""
    digest = hashlib.sha256(f"{books.account}/{customer}/bank transfers".encode()).digest()
    return f"{int.from_bytes(digest) % 10**30:030d}"


def _address(line1: str, city: str, state: str, postal_code: str, country: str) -> dict[str, Any]:
    return {
        "city": city, "country": country, "line1": line1, "line2": None, "postal_code": postal_code, "state": state,
    }  # fmt: skip


HOLDER = str(PROFILE["name"])

LONDON = _address("9th Floor, 107 Cheapside", "London", "London", "EC2V6DN", "GB")
LONDON_BANK = _address("1 CHURCHILL PLACE", "London", "England", "E14 5HP", "GB")
DUBLIN = _address("1 North Wall Quay", "Dublin", "Dublin", "D01 T8Y1", "IE")
SAN_FRANCISCO = _address("354 Oyster Point Blvd", "South San Francisco", "CA", "94080", "US")
TOKYO = _address("3-14-10 Yanagibashi", "Chuo-ku", "Tokyo", "103-0027", "JP")
MEXICO = _address("Av. Paseo de la Reforma 296", "Ciudad de México", "CDMX", "06600", "MX")

BANK = "STRIPE TEST BANK"


def _held(own: dict[str, Any], bank: dict[str, Any], **fields: Any) -> dict[str, Any]:
    whole = {"account_holder_address": own, "account_holder_name": HOLDER, "bank_address": bank, **fields}
    return dict(sorted(whole.items()))


def _british(digits: str, _country: str) -> list[dict[str, Any]]:
    account = _held(LONDON, LONDON_BANK, account_number=digits[:8], sort_code="108800")
    return [{"sort_code": account, "supported_networks": ["bacs", "fps"], "type": "sort_code"}]


def _european(digits: str, country: str) -> list[dict[str, Any]]:
    """Check digits below 02 are given to no account; this is one that nobody who computes takes for one either."""
    numbers = (f"{country}{check}{digits[start : start + 18]}" for start in range(12) for check in ("00", "01"))
    iban = next(number for number in numbers if mask(number) == number)
    account = _held(DUBLIN, DUBLIN, bic="SOGEDEFFXXX", country=country, iban=iban)
    return [{"iban": account, "supported_networks": ["sepa"], "type": "iban"}]


def _japanese(digits: str, _country: str) -> list[dict[str, Any]]:
    number = {"account_number": digits[:7], "account_type": "futsu"}
    branch = {"bank_code": "0000", "bank_name": BANK, "branch_code": "000", "branch_name": "TEST"}
    return [{"supported_networks": ["zengin"], "type": "zengin", "zengin": _held(TOKYO, TOKYO, **number, **branch)}]


def _mexican(digits: str, _country: str) -> list[dict[str, Any]]:
    account = _held(MEXICO, MEXICO, bank_code="000", bank_name=BANK, clabe=f"000{digits[:15]}")
    return [{"spei": account, "supported_networks": ["spei"], "type": "spei"}]


def _american(digits: str, _country: str) -> list[dict[str, Any]]:
    number = {"account_number": digits[:12], "account_type": "checking", "bank_name": BANK}
    aba = _held(SAN_FRANCISCO, SAN_FRANCISCO, **number, routing_number="444555666")
    swift = _held(SAN_FRANCISCO, SAN_FRANCISCO, **number, swift_code="AAAA-BB-CC-123")
    return [
        {"aba": aba, "supported_networks": ["ach", "domestic_wire_us"], "type": "aba"},
        {"supported_networks": ["swift"], "swift": swift, "type": "swift"},
    ]


ADDRESSES: Mapping[str, Callable[[str, str], list[dict[str, Any]]]] = {
    "eu_bank_transfer": _european,
    "gb_bank_transfer": _british,
    "jp_bank_transfer": _japanese,
    "mx_bank_transfer": _mexican,
    "us_bank_transfer": _american,
}

SENDERS: Mapping[str, Mapping[str, Any]] = {
    "eu_bank_transfer": {"bic": "BANKDEAAXXX", "iban_last4": "7089", "sender_name": "Sample Business GmbH"},
    "gb_bank_transfer": {"account_number_last4": "4321", "sender_name": "Sample Business Ltd", "sort_code": "108800"},
    "jp_bank_transfer": {"sender_bank": BANK, "sender_branch": "TEST", "sender_name": "SAMPLE BUSINESS"},
    "us_bank_transfer": {"network": "ach", "sender_name": "Sample Business Inc"},
}
"""Of whom a transfer came; the first is that of Stripe's example, and of Mexico the schema has nothing."""
