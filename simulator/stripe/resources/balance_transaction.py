"""BalanceTransaction: one row of the merchant's books. Not: why it was written.

`amount` is signed: what leaves is negative. `net` is what the balance changes by.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal[
    "charge",
    "payment",
    "refund",
    "payment_refund",
    "refund_failure",
    "adjustment",
    "payout",
    "payout_cancel",
    "payout_failure",
    "topup",
    "application_fee",
    "application_fee_refund",
    "transfer",
    "transfer_refund",
]

REPORTING: dict[Kind, str] = {
    "charge": "charge",
    "payment": "charge",
    "refund": "refund",
    "payment_refund": "refund",
    "refund_failure": "refund_failure",
    "adjustment": "dispute",
    "payout": "payout",
    "payout_cancel": "payout_reversal",
    "payout_failure": "payout_reversal",
    "topup": "topup",
    "application_fee": "platform_earning",
    "application_fee_refund": "platform_earning_refund",
    "transfer": "transfer",
    "transfer_refund": "transfer_reversal",
}


class BalanceTransaction(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row. `available_on` is unix seconds; until then it is pending."""

    id: str
    created: int
    type: Kind
    amount: int
    currency: str
    source: str
    available_on: int
    fee: int = 0
    """What is kept of the amount; negative where some of it is given back."""
    application_fee: int = 0
    """The part of `fee` that is a platform's and not Stripe's."""
    description: str | None = None
    payout: str | None = None
    """The automatic payout that paid this row out. Not shown."""

    @property
    def net(self) -> int:
        return self.amount - self.fee
