"""How application fees, transfers and what was taken back of them look. Not: the payments behind them.

Fields are those of the published schema.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from simulator.stripe import naming
from simulator.stripe.resources.application_fee import ApplicationFee, FeeRefund
from simulator.stripe.resources.transfer import Transfer, TransferReversal
from simulator.world import Books

SHOWN = 10
"""How many refunds or reversals stand inside their object, newest first."""


def application_fee(books: Books, value: ApplicationFee) -> dict[str, Any]:
    return {
        "id": value.id,
        "object": "application_fee",
        "account": value.account,
        "amount": value.amount,
        "amount_refunded": value.amount_refunded,
        "application": naming.application(books),
        "balance_transaction": value.balance_transaction,
        "charge": value.charge,
        "created": value.created,
        "currency": value.currency,
        "fee_source": {"charge": value.charge, "type": "charge"},
        "livemode": books.livemode,
        "originating_transaction": value.originating_transaction,
        "refunded": value.left == 0,
        "refunds": _inner(books, value.refunds, fee_refund, f"/v1/application_fees/{value.id}/refunds"),
    }


def fee_refund(_books: Books, value: FeeRefund) -> dict[str, Any]:
    return {
        "id": value.id,
        "object": "fee_refund",
        "amount": value.amount,
        "balance_transaction": value.balance_transaction,
        "created": value.created,
        "currency": value.currency,
        "fee": value.fee,
        "metadata": value.metadata,
    }


def transfer(books: Books, value: Transfer) -> dict[str, Any]:
    return {
        "id": value.id,
        "object": "transfer",
        "amount": value.amount,
        "amount_reversed": value.amount_reversed,
        "balance_transaction": value.balance_transaction,
        "created": value.created,
        "currency": value.currency,
        "description": value.description,
        "destination": value.destination,
        "destination_payment": value.destination_payment,
        "livemode": books.livemode,
        "metadata": value.metadata,
        "reversals": _inner(books, value.reversals, transfer_reversal, f"/v1/transfers/{value.id}/reversals"),
        "reversed": value.left == 0,
        "source_transaction": value.source_transaction,
        "source_type": "card",
        "transfer_group": value.transfer_group,
    }


def transfer_reversal(_books: Books, value: TransferReversal) -> dict[str, Any]:
    return {
        "id": value.id,
        "object": "transfer_reversal",
        "amount": value.amount,
        "balance_transaction": value.balance_transaction,
        "created": value.created,
        "currency": value.currency,
        "destination_payment_refund": value.destination_payment_refund,
        "metadata": value.metadata,
        "source_refund": value.source_refund,
        "transfer": value.transfer,
    }


def _inner(
    books: Books, values: Sequence[Any], show: Callable[[Books, Any], dict[str, Any]], url: str
) -> dict[str, Any]:
    return {
        "object": "list",
        "data": [show(books, value) for value in reversed(values[-SHOWN:])],
        "has_more": len(values) > SHOWN,
        "total_count": len(values),
        "url": url,
    }
