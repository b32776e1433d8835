"""CashBalance: what a customer has sent and no payment has used yet, and the rows of it. Not: which payment is next.

Source: Stripe, "Customer balance". A customer has one such balance, with an amount for each currency that ever came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

KIND = "customer_balance"
"""The type of payment method: a customer's balance, which a bank transfer fills."""

TRANSFERS: Mapping[str, str] = {
    "eu_bank_transfer": "eur",
    "gb_bank_transfer": "gbp",
    "jp_bank_transfer": "jpy",
    "mx_bank_transfer": "mxn",
    "us_bank_transfer": "usd",
}
"""The types of bank transfers, and the currency of each."""

BY_CURRENCY: Mapping[str, str] = {currency: kind for kind, currency in TRANSFERS.items()}

Mode = Literal["automatic", "manual"]

Kind = Literal["funded", "applied_to_payment", "unapplied_from_payment"]


class CashBalance(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A customer's cash. Amounts are integers in the currency's minor unit, never below nothing."""

    id: str
    """Under which the books keep it. Not shown: Stripe's has none."""
    customer: str
    available: Mapping[str, int] = {}
    """By currency; one that was used up stays, with nothing."""
    mode: Mode | None = None
    """Whether it pays open payments by itself; None: as the merchant's account does, which is automatic."""

    @property
    def automatic(self) -> bool:
        return self.mode != "manual"


class CashBalanceTransaction(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row: by how much the balance changed, and what it was then. `net_amount` is signed."""

    id: str
    created: int
    customer: str
    type: Kind
    currency: str
    net_amount: int
    ending_balance: int
    payment_intent: str | None = None
    """The payment that the money went to, or came back from."""
    bank_transfer: Mapping[str, Any] = {}
    """As shown: how the money came in."""


def kept_as(customer: str) -> str:
    """Return the id under which the books keep a customer's balance."""
    return f"cash_balance/{customer}"


def changed(balance: CashBalance, currency: str, by: int) -> CashBalance:
    """Return the balance with so much more, or less, of a currency."""
    return replace(balance, available={**balance.available, currency: balance.available.get(currency, 0) + by})
