"""Top-ups: asked for by the merchant, then drawn from their bank, or refused by it. Not: payouts, the other way.

Without a source it is the merchant's own account, which pays. When a top-up arrives is unconfirmed; so is that its
money is available then, and that every currency has an account to draw from, as it has one for payouts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from msgspec.structs import replace

from simulator.money import CURRENCIES
from simulator.provider import Later, Outcome
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes, Command, find
from simulator.stripe.errors import payouts as payout_errors
from simulator.stripe.flows.merchant.payouts import FAILURES
from simulator.stripe.lists import of_kind, within
from simulator.stripe.resources import topup as topups
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.topup import Topup
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

TOKENS: Mapping[str, str | None] = {
    "btok_us_verified": None,
    "btok_us_verified_noAccount": "no_account",
    "btok_us_verified_accountClosed": "account_closed",
    "btok_us_verified_insufficientFunds": "insufficient_funds",
    "btok_us_verified_debitNotAuthorized": "debit_not_authorized",
    "btok_us_verified_invalidCurrency": "invalid_currency",
}
"""Test accounts to draw from, and why each refuses. Stripe, "Testing Stripe Connect": add funds to Stripe balance."""


def create(command: Command) -> Outcome:
    """POST /v1/topups."""
    books, params = command.books, command.params
    currency, source = params["currency"].lower(), params.get("source")
    if params["amount"] < 1:
        raise errors.too_small("amount")
    if currency not in CURRENCIES:
        raise errors.invalid_currency(params["currency"], CURRENCIES)
    if params.get("payment_method") is not None:
        raise errors.not_simulated("a top-up from a payment method", "payment_method")
    if source is not None and (books.livemode or source not in TOKENS):
        raise errors.not_simulated(f"a top-up from a source that is none of {', '.join(TOKENS)}", "source")
    arrives = books.clock.precise() + (policy.TOPUP_LASTS if books.livemode else policy.DEBIT_AFTER)
    topup = Topup(
        id=naming.long(books, "tu_"),
        created=command.now,
        amount=params["amount"],
        currency=currency,
        expected=int(arrives),
        fate=TOKENS.get(source or ""),
        description=params.get("description"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
        statement_descriptor=params.get("statement_descriptor"),
        transfer_group=params.get("transfer_group"),
    )
    changes = Changes()
    changes.put(topup)
    changes.tell("topup.created", topup)
    changes.later.append(Later(arrives, partial(arrive_later, topup_id=topup.id)))
    return changes.outcome(topup)


def update(command: Command) -> Outcome:
    """POST /v1/topups/{topup}: there is no event for it."""
    topup, params = find(command.books, Topup, command.ids[0]), command.params
    metadata = merged_metadata(topup.metadata, params["metadata"]) if "metadata" in params else topup.metadata
    changes = Changes()
    after = replace(topup, metadata=metadata, description=params.get("description", topup.description))
    return changes.outcome(changes.put(after))


def cancel(command: Command) -> Outcome:
    """POST /v1/topups/{topup}/cancel: only one that still waits."""
    topup = find(command.books, Topup, command.ids[0])
    if topup.status != "pending":
        raise payout_errors.cannot_cancel_topup(topup.status)
    return _moved(topup, "canceled")


def list_topups(command: Command) -> Outcome:
    status, amount = command.params.get("status"), within(command.params.get("amount"))

    def keep(topup: Topup) -> bool:
        return status in (None, topup.status) and (amount is None or amount(topup.amount))

    return Outcome(of_kind(command, Topup, "/v1/topups", keep))


def arrive_later(books: Books, topup_id: str) -> Outcome | None:
    """The bank pays, and the balance has the money; or it does not. None for one that was canceled."""
    topup = books.objects.get(topup_id)
    if not isinstance(topup, Topup) or topup.status != "pending":
        return None
    if topup.fate is not None:
        return _moved(replace(topup, failure_code=topup.fate, failure_message=FAILURES[topup.fate]), "failed")
    row = BalanceTransaction(
        id=naming.long(books, "txn_"),
        created=books.clock.now(),
        type="topup",
        amount=topup.amount,
        currency=topup.currency,
        source=topup.id,
        available_on=books.clock.now(),
        description=topup.description,
    )
    return _moved(replace(topup, balance_transaction=row.id), "arrived", row)


def _moved(topup: Topup, what: str, row: BalanceTransaction | None = None) -> Outcome:
    changes = Changes()
    if row is not None:
        changes.put(row)
    after, told = topups.move(topup, what)
    changes.put(after)
    changes.tell(told, after)
    return changes.outcome(after)
