"""Stripe's published test bank accounts and IBANs, and what a debit of each does. Not: doing it.

Source: Stripe, "Accept a SEPA Direct Debit payment" and "Accept an ACH Direct Debit payment" (their test values);
sentences of failures are unconfirmed. No number leaves this table: a method knows its account by the published name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Fate = Literal["arrives", "fails", "disputed", "stays"]

TEST_ROUTING = "110000000"


@dataclass(frozen=True, slots=True)
class Account:
    """A test account. `name` is the published id that stands for it; `failure` is a key of FAILURES."""

    name: str
    kind: Literal["sepa_debit", "us_bank_account"]
    number: str
    fate: Fate = "arrives"
    slow: bool = False
    """Whether it takes three minutes and more."""
    failure: str | None = None
    deposits: bool = True
    """Whether small deposits reach it."""


FAILURES: Mapping[str, str] = {
    "account_closed": "The bank account has been closed.",
    "charge_exceeds_source_limit": "This payment would take the account over its weekly payment volume limit.",
    "charge_exceeds_weekly_limit": "This payment would take the account over its transaction volume limit.",
    "debit_not_authorized": "The account holder has told the bank that this debit was not authorized.",
    "insufficient_funds": "The account has insufficient funds for this payment.",
    "invalid_currency": "The bank was unable to process this payment because of its currency.",
    "no_account": "The bank account could not be located.",
    "payment_intent_payment_attempt_failed": "The customer's bank account could not be debited.",
    "tokenized_account_number_deactivated": "The account number that stands for the account was deactivated.",
}

REVOKES: frozenset[str] = frozenset({"account_closed", "debit_not_authorized", "no_account"})
"""Failures after which the mandate cannot be used again (Stripe, "ACH Direct Debit"; which ones is unconfirmed)."""

ANY_FAILURE = "payment_intent_payment_attempt_failed"
"""Code of the failure whose code is not published."""

_SEPA: tuple[tuple[str, Fate, bool, str | None], ...] = (
    ("success", "arrives", False, None),
    ("successDelayed", "arrives", True, None),
    ("failed", "fails", False, ANY_FAILURE),
    ("failedDelayed", "fails", True, ANY_FAILURE),
    ("disputed", "disputed", False, None),
    ("exceedsWeeklyVolumeLimit", "fails", False, "charge_exceeds_source_limit"),
    ("exceedsWeeklyTransactionLimit", "fails", False, "charge_exceeds_weekly_limit"),
    ("insufficientFunds", "fails", False, "insufficient_funds"),
)

_WRITTEN = """
AT611904300234573201 AT321904300235473204 AT861904300235473202 AT051904300235473205
AT591904300235473203 AT981904300000343434 AT601904300000121212 AT981904300002222227
BE62510007547061 BE78510007547064 BE68539007547034 BE51510007547065
BE08510007547063 BE90510000343434 BE52510000121212 BE90510002222227
HR7624020064583467589 HR6323600002337876649 HR2725000096983499248 HR6723600004878117427
HR8724840081455523553 HR7424020060000343434 HR3624020060000121212 HR7424020060002222227
EE382200221020145685 EE222200221020145682 EE762200221020145680 EE922200221020145683
EE492200221020145681 EE672200000000343434 EE292200000000121212 EE672200000002222227
FI2112345600000785 FI3712345600000788 FI9112345600000786 FI1012345600000789
FI6412345600000787 FI6712345600343434 FI2912345600121212 FI6712345602222227
FR1420041010050500013M02606 FR3020041010050500013M02609 FR8420041010050500013M02607 FR7920041010050500013M02600
FR5720041010050500013M02608 FR9720041010050000000343434 FR5920041010050000000121212 FR9720041010050000002222227
DE89370400440532013000 DE08370400440532013003 DE62370400440532013001 DE78370400440532013004
DE35370400440532013002 DE65370400440000343434 DE27370400440000121212 DE65370400440002222227
IE29AIBK93115212345678 IE24AIBK93115212345671 IE02AIBK93115212345679 IE94AIBK93115212345672
IE51AIBK93115212345670 IE10AIBK93115200343434 IE69AIBK93115200121212 IE10AIBK93115202222227
LT121000011101001000 LT281000011101001003 LT821000011101001001 LT981000011101001004
LT551000011101001002 LT591000000000343434 LT211000000000121212 LT591000000002222227
LU280019400644750000 LU440019400644750003 LU980019400644750001 LU170019400644750004
LU710019400644750002 LU900010000000343434 LU520010000000121212 LU900010000002222227
"""

_IBANS = _WRITTEN.split()


def _sepa() -> list[Account]:
    """Eight for each country, in the order of the table above."""
    return [
        Account(f"pm_{name}_{iban[:2].lower()}", "sepa_debit", iban, fate, slow, failure)
        for iban, (name, fate, slow, failure) in zip(_IBANS, _SEPA * (len(_IBANS) // len(_SEPA)), strict=True)
    ]


def _us(name: str, number: str, fate: Fate = "arrives", failure: str | None = None, deposits: bool = True) -> Account:
    return Account(f"pm_usBankAccount_{name}", "us_bank_account", number, fate, False, failure, deposits)


ACCOUNTS: Mapping[str, Account] = {
    account.name: account
    for account in (
        *_sepa(),
        Account("pm_failed_it", "sepa_debit", "IT60X0542811101000000123456", "fails", failure=ANY_FAILURE),
        _us("success", "000123456789"),
        _us("accountClosed", "000111111113", "fails", "account_closed"),
        _us("noAccount", "000111111116", "fails", "no_account"),
        _us("insufficientFunds", "000222222227", "fails", "insufficient_funds"),
        _us("debitNotAuthorized", "000333333335", "fails", "debit_not_authorized"),
        _us("invalidCurrency", "000444444440", "fails", "invalid_currency"),
        _us("dispute", "000555555559", "disputed"),
        _us("failMicrodeposits", "000666666661", deposits=False),
        _us("weeklyLimitExceeded", "000777777771", "fails", "charge_exceeds_source_limit"),
        _us("processing", "000000000009", "stays"),
    )
}
"""By the name that stands for each. The Italian one is of no published list: Stripe's CLI lets a debit fail with it
(stripe-cli, trigger checkout.session.async_payment_failed), and what it does there is unconfirmed. `000000004954`,
which Radar blocks, is not simulated."""

BY_NUMBER: Mapping[str, Account] = {account.number: account for account in ACCOUNTS.values()}

ALIASES: Mapping[str, str] = {"pm_usBankAccount": "pm_usBankAccount_success"}

DEPOSITS: Mapping[tuple[int, ...], str] = {(32, 45): "verified", (10, 11): "attempts_exceeded", (40, 41): "timeout"}
DESCRIPTORS: Mapping[str, str] = {"SM11AA": "verified", "SM33CC": "attempts_exceeded", "SM44DD": "timeout"}
"""What the test side's small deposits are, and what each is made to mean."""


def named(test_id: str) -> Account | None:
    """Return the account of `pm_success_de`, `pm_usBankAccount_dispute` …; None for any other text."""
    return ACCOUNTS.get(ALIASES.get(test_id, test_id))
