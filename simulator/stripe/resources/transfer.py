"""Transfer: money that a platform hands to a connected account, and takes back. Not: the payment that arrives there."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace


class TransferReversal(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a transfer taken back; in minor units."""

    id: str
    created: int
    amount: int
    currency: str
    transfer: str
    balance_transaction: str
    destination_payment_refund: str
    source_refund: str | None = None
    """The refund that it follows from, if it was not asked for by itself."""
    metadata: Mapping[str, str] = {}


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer, in the platform's books; in minor units."""

    id: str
    created: int
    amount: int
    currency: str
    destination: str
    destination_payment: str
    """The payment as which it arrives, in the books of the destination."""
    balance_transaction: str
    source_transaction: str | None = None
    """The charge whose money it is, and with which it becomes available."""
    transfer_group: str | None = None
    description: str | None = None
    metadata: Mapping[str, str] = {}
    reversals: tuple[TransferReversal, ...] = ()
    """Oldest first: an event must show those of its time."""

    @property
    def amount_reversed(self) -> int:
        return sum(reversal.amount for reversal in self.reversals)

    @property
    def left(self) -> int:
        """What can still be taken back."""
        return self.amount - self.amount_reversed


def reversed_by(transfer: Transfer, reversal: TransferReversal) -> Transfer:
    """Return the transfer with a new reversal, or with one of its reversals changed."""
    others = tuple(reversal if known.id == reversal.id else known for known in transfer.reversals)
    return replace(transfer, reversals=others if reversal in others else (*others, reversal))
