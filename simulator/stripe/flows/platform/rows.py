"""Rows that sharing money writes, in either account's books. Not: the rows of charges and refunds themselves."""

from __future__ import annotations

from simulator.stripe import naming
from simulator.stripe.resources.balance_transaction import BalanceTransaction, Kind
from simulator.world import Books


def row(
    books: Books, kind: Kind, amount: int, currency: str, source: str, available_on: int, *, fee: int = 0
) -> BalanceTransaction:
    """Return a row of `books`; `fee` is the platform's (negative: given back), in minor units like the amount."""
    return BalanceTransaction(
        id=naming.long(books, "txn_"),
        created=books.clock.now(),
        type=kind,
        amount=amount,
        currency=currency,
        source=source,
        available_on=available_on,
        fee=fee,
        application_fee=fee,
    )


def not_before(books: Books, earlier: str | None) -> int:
    """Return when money counts that undoes an earlier row: at once, but not before that row does (unconfirmed)."""
    known = books.objects.get(earlier or "")
    now = books.clock.now()
    return max(now, known.available_on) if isinstance(known, BalanceTransaction) else now
