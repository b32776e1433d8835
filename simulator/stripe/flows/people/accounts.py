"""From an IBAN or an account number to a payment method, or to what a token shows. Not: debiting it.

No number is kept: how it ends is, and a fingerprint from which there is no way back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.masking import iban_fits
from simulator.stripe import errors, naming
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.flows.payments.kinds import DELAYED
from simulator.stripe.naming import fingerprint
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.test_accounts import BY_NUMBER, TEST_ROUTING, Account, named
from simulator.world import Books

BANK = "STRIPE TEST BANK"

BANK_CODES: Mapping[str, tuple[slice, slice | None]] = {
    "AT": (slice(4, 9), None),
    "BE": (slice(4, 7), None),
    "DE": (slice(4, 12), None),
    "FR": (slice(4, 9), slice(9, 14)),
    "HR": (slice(4, 11), None),
    "IE": (slice(4, 8), slice(8, 14)),
    "LT": (slice(4, 9), None),
    "LU": (slice(4, 7), None),
}
"""Where bank and branch stand in an IBAN of that country (ISO 13616 registry)."""

TEST_NUMBER_NEEDED = (
    "You must use a test bank account number in test mode. Try 000123456789 or see more options at "
    "https://stripe.com/docs/connect/testing#account-numbers."
)


@dataclass(frozen=True, slots=True)
class Owner:
    """What is told of an account beside its numbers."""

    holder_type: str | None = "individual"
    account_type: str | None = "checking"


def from_test_id(books: Books, test_id: str) -> PaymentMethod | None:
    """Return a new, verified method made of `pm_success_de`, `pm_usBankAccount` …; None for any other id.

    On the live side no account has such a name.
    """
    account = None if books.livemode else named(test_id)
    if account is None:
        return None
    details = _sepa_details(books, account.number)
    if account.kind == "us_bank_account":
        details = _us_details(books, TEST_ROUTING, account.number, Owner())
    return _method(books, account.kind, details, account, verified=account.deposits)


def of_the_buyer(books: Books, billing: Mapping[str, Any]) -> PaymentMethod:
    """Return a new, verified method of an account whose debits end only when they are made to."""
    details = _us_details(books, TEST_ROUTING, "000123456789", Owner())
    return _method(books, "us_bank_account", details, None, verified=True, billing_details=billing)


def described(books: Books, kind: str, given: Mapping[str, Any], **fields: Any) -> PaymentMethod:
    """Return a new method of `sepa_debit[iban]` or `us_bank_account[routing_number, account_number]`.

    Raises the refusals for numbers that are none, for whose holder is not named, and for those of the other mode.
    """
    billing = fields.get("billing_details") or {}
    for name in ("name", "email") if kind == "sepa_debit" else ("name",):
        if not billing.get(name):
            raise errors.missing(f"billing_details[{name}]")
    if kind == "sepa_debit":
        iban = _iban(books, given)
        return _method(books, kind, _sepa_details(books, iban), BY_NUMBER.get(iban), verified=True, **fields)
    if given.get("financial_connections_account"):
        raise errors.not_simulated("Financial Connections", f"{kind}[financial_connections_account]")
    routing, number, account = us_numbers(books, given, kind)
    if not given.get("account_holder_type"):
        raise errors.missing(f"{kind}[account_holder_type]")
    owner = Owner(given["account_holder_type"], given.get("account_type", "checking"))
    return _method(books, kind, _us_details(books, routing, number, owner), account, **fields)


def us_numbers(books: Books, given: Mapping[str, Any], part: str) -> tuple[str, str, Account | None]:
    """Return routing and account number of a US account, and the test account that it is, if it is one."""
    for name in ("routing_number", "account_number"):
        if not given.get(name):
            raise errors.missing(f"{part}[{name}]")
    routing = str(given["routing_number"]).replace("-", "").replace(" ", "")
    number = str(given["account_number"]).replace("-", "").replace(" ", "")
    if not _routes(routing):
        raise setup_errors.routing_invalid(f"{part}[routing_number]")
    if not (number.isascii() and number.isdigit() and 4 <= len(number) <= 17):
        raise setup_errors.account_invalid(f"{part}[account_number]", "Invalid account number.")
    account = BY_NUMBER.get(number)
    if books.livemode:
        if routing == TEST_ROUTING:
            raise setup_errors.test_account_in_live_mode(f"{part}[account_number]")
        return routing, number, None
    if account is None or account.kind != "us_bank_account":
        raise setup_errors.account_invalid(f"{part}[account_number]", TEST_NUMBER_NEEDED)
    return routing, number, account


def _routes(routing: str) -> bool:
    """Say whether the check digit of the American Bankers Association fits."""
    if len(routing) != 9 or not (routing.isascii() and routing.isdigit()):
        return False
    return sum(int(digit) * weight for digit, weight in zip(routing, (3, 7, 1) * 3, strict=True)) % 10 == 0


def _iban(books: Books, given: Mapping[str, Any]) -> str:
    """Return the IBAN without spaces. Raises the refusals for none, a wrong one, and one of the other mode."""
    iban = "".join(str(given.get("iban") or "").split()).upper()
    if not iban:
        raise errors.missing("sepa_debit[iban]")
    if not iban_fits(iban):
        raise setup_errors.iban_invalid("sepa_debit[iban]")
    if books.livemode and iban in BY_NUMBER:
        raise setup_errors.test_account_in_live_mode("sepa_debit[iban]")
    if not books.livemode and iban not in BY_NUMBER:
        raise errors.not_simulated("an IBAN that is none of Stripe's test IBANs known here", "sepa_debit[iban]")
    return iban


def _method(
    books: Books, kind: str, details: Mapping[str, Any], account: Account | None, *, verified: bool = False, **more: Any
) -> PaymentMethod:
    assert kind in DELAYED  # noqa: S101 - there are two
    return PaymentMethod(
        id=naming.long(books, "pm_"),
        created=books.clock.now(),
        type=kind,
        details=details,
        instrument=account.name if account else None,
        verified=verified,
        **more,
    )


def _sepa_details(books: Books, iban: str) -> dict[str, Any]:
    bank, branch = BANK_CODES.get(iban[:2], (None, None))
    return {
        "bank_code": iban[bank] if bank else None,
        "branch_code": iban[branch] if branch else "",
        "country": iban[:2],
        "fingerprint": fingerprint(books, iban),
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": iban[-4:],
    }


def _us_details(books: Books, routing: str, number: str, owner: Owner) -> dict[str, Any]:
    return {
        "account_holder_type": owner.holder_type,
        "account_type": owner.account_type,
        "bank_name": BANK,
        "financial_connections_account": None,
        "fingerprint": fingerprint(books, routing + number),
        "last4": number[-4:],
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": routing,
        "status_details": {},
    }
