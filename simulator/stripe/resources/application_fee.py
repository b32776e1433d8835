"""ApplicationFee: what a platform keeps of a payment of a connected account, and gives back of it. Not: the payment."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace


class FeeRefund(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a fee given back to the account that had paid it; in minor units."""

    id: str
    created: int
    amount: int
    currency: str
    fee: str
    balance_transaction: str
    metadata: Mapping[str, str] = {}


class ApplicationFee(msgspec.Struct, frozen=True, kw_only=True):
    """A fee, in the platform's books; in minor units."""

    id: str
    created: int
    amount: int
    currency: str
    account: str
    """The connected account that pays it."""
    charge: str
    """The payment that it is taken from, in that account's books."""
    balance_transaction: str
    originating_transaction: str | None = None
    """Of a destination charge: the charge on the platform."""
    refunds: tuple[FeeRefund, ...] = ()
    """Oldest first: an event must show those of its time."""

    @property
    def amount_refunded(self) -> int:
        return sum(refund.amount for refund in self.refunds)

    @property
    def left(self) -> int:
        """What can still be given back."""
        return self.amount - self.amount_refunded


def refunded(fee: ApplicationFee, refund: FeeRefund) -> ApplicationFee:
    """Return the fee with a new refund, or with one of its refunds changed."""
    others = tuple(refund if known.id == refund.id else known for known in fee.refunds)
    return replace(fee, refunds=others if refund in others else (*others, refund))
