"""BankAccount: where the merchant's payouts go. Not: a buyer's bank account, which is a payment method."""

from __future__ import annotations

import msgspec


class BankAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One of the account's external accounts; `number` is a published test number and is not shown whole."""

    id: str
    created: int
    currency: str
    number: str
    default_for_currency: bool = True
