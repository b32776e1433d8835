"""Payouts: asked for by the merchant or made by the schedule, then sent, paid or returned. Not: the balance's shape.

A world pays nothing out by itself until its schedule is set, for a fresh sandbox account has no payouts enabled. A
bank account for each currency is there from the start: a simplification, as the simulator has no exchange rates.
When a payout is sent and arrives, and which events tell of it beside `payout.*`, is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES
from simulator.provider import Later, Outcome
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes, Command, changed, find
from simulator.stripe.errors import payouts as payout_errors
from simulator.stripe.lists import of_kind
from simulator.stripe.resources import payout as payouts
from simulator.stripe.resources.balance_transaction import BalanceTransaction, Kind
from simulator.stripe.resources.bank_account import BankAccount
from simulator.stripe.resources.payout import Payout, PayoutSchedule
from simulator.stripe.shapes import shape
from simulator.stripe.shapes.accounting import SCHEDULE, account
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

PAYS = "000123456789"

FAILING: Mapping[str, str] = {
    "000111111116": "no_account",
    "000111111113": "account_closed",
    "000222222227": "insufficient_funds",
    "000333333335": "debit_not_authorized",
    "000444444440": "invalid_currency",
}
"""Test account numbers whose payouts fail. Stripe, "Testing Connect": bank numbers."""

FAILURES: Mapping[str, str] = {
    "account_closed": "The bank account has been closed",
    "account_frozen": "The bank account has been frozen",
    "could_not_process": "The bank could not process this transfer",
    "debit_not_authorized": "Debit transactions are not approved on your bank account",
    "insufficient_funds": "Your Stripe account has insufficient funds to cover the transfer",
    "invalid_currency": "The bank was unable to process this transfer because of its currency",
    "no_account": "No bank account could be located with the details provided",
}
"""Failure codes and what is told with them. Stripe, "Payout failures"; the sentences are unconfirmed."""


def available(books: Books, currency: str) -> int:
    """Return what can be paid out now, in minor units; it may be negative."""
    return sum(row.net for row in _available_rows(books, currency))


def _available_rows(books: Books, currency: str) -> list[BalanceTransaction]:
    now = books.clock.now()
    rows = books.of_kind(BalanceTransaction)
    return [row for row in rows if row.currency == currency and now >= row.available_on]


# The merchant's side.


def create(command: Command) -> Outcome:
    """POST /v1/payouts: standard payouts from the card balance; the balance must cover them now."""
    books, params = command.books, command.params
    amount, currency = params["amount"], str(params["currency"]).lower()
    if amount < 1:
        raise errors.too_small("amount")
    if currency not in CURRENCIES:
        raise errors.invalid_currency(str(params["currency"]), CURRENCIES)
    if params.get("method") == "instant":
        raise errors.not_simulated("instant payouts", "method")
    if params.get("payout_method") is not None:
        raise errors.not_simulated("payout methods", "payout_method")
    changes = Changes()
    bank = _destination(books, changes, currency, params.get("destination"))
    source_type = params.get("source_type") or "card"
    if amount > (available(books, currency) if source_type == "card" else 0):
        raise payout_errors.balance_insufficient(source_type)
    payout = _begin(books, changes, bank, amount)
    payout = replace(
        payout,
        description=params.get("description"),
        statement_descriptor=params.get("statement_descriptor"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
    )
    changes.put(payout)
    changes.tell("payout.created", payout)
    return changes.outcome(payout)


def _destination(books: Books, changes: Changes, currency: str, wanted: str | None) -> BankAccount:
    """Return the bank account that is meant, or the currency's default one, made when it is first needed."""
    if wanted is not None:
        bank = find(books, BankAccount, wanted, "destination")
        if bank.currency != currency:
            raise payout_errors.wrong_currency(currency)
        return bank
    for known in books.of_kind(BankAccount):
        if known.currency == currency and known.default_for_currency:
            return known  # type: ignore[no-any-return]
    return changes.put(_bank(books, currency, PAYS))


def _bank(books: Books, currency: str, number: str) -> BankAccount:
    return BankAccount(id=naming.long(books, "ba_"), created=books.clock.now(), currency=currency, number=number)


def _begin(books: Books, changes: Changes, bank: BankAccount, amount: int) -> Payout:
    """Book a payout and arrange what the bank does with it; it is neither stored nor told of yet."""
    now = books.clock.now()
    payout_id = naming.long(books, "po_")
    row = changes.put(_row(books, payout_id, "payout", -amount, bank.currency))
    sent = now - now % policy.DAY + policy.DAY
    arrives = sent + policy.PAYOUT_TRAVELS
    changes.later.append(Later(sent, partial(send_later, payout_id=payout_id)))
    changes.later.append(Later(arrives, partial(arrive_later, payout_id=payout_id)))
    return Payout(
        id=payout_id,
        created=now,
        amount=amount,
        currency=bank.currency,
        arrival_date=arrives,
        destination=bank.id,
        balance_transaction=row.id,
    )


def _row(books: Books, payout_id: str, kind: Kind, amount: int, currency: str) -> BalanceTransaction:
    """Return a row that counts at once: what is on its way to the bank can be spent no more."""
    now = books.clock.now()
    return BalanceTransaction(
        id=naming.long(books, "txn_"),
        created=now,
        type=kind,
        amount=amount,
        currency=currency,
        source=payout_id,
        available_on=now,
        description="STRIPE PAYOUT" if kind == "payout" else None,
    )


def update(command: Command) -> Outcome:
    """POST /v1/payouts/{payout}: metadata only."""
    before = find(command.books, Payout, command.ids[0])
    changes = Changes()
    metadata = merged_metadata(before.metadata, command.params.get("metadata", {}))
    after = changes.put(replace(before, metadata=metadata))
    previous = changed(shape(command.books, before), shape(command.books, after))
    if previous:
        changes.tell("payout.updated", after, previous)
    return changes.outcome(after)


def cancel(command: Command) -> Outcome:
    """POST /v1/payouts/{payout}/cancel: only a manual one that still waits; the money is back at once."""
    books = command.books
    payout = find(books, Payout, command.ids[0])
    if payout.automatic:
        raise payout_errors.automatic_not_canceled()
    if payout.status != "pending":
        raise payout_errors.cannot_cancel(payout.status)
    return _given_back(books, payout, "canceled", "payout_cancel")


def reverse(command: Command) -> Outcome:
    """POST /v1/payouts/{payout}/reverse: never the merchant's own ("Reverse a payout")."""
    find(command.books, Payout, command.ids[0])
    raise payout_errors.cannot_reverse()


def list_payouts(command: Command) -> Outcome:
    status, destination, arrives = (command.params.get(name) for name in ("status", "destination", "arrival_date"))
    if arrives is not None:
        raise errors.not_simulated("a filter by arrival date", "arrival_date")

    def keep(payout: Payout) -> bool:
        return status in (None, payout.status) and destination in (None, payout.destination)

    return Outcome(of_kind(command, Payout, "/v1/payouts", keep))


# What Stripe and the bank do by themselves.


def send_later(books: Books, payout_id: str) -> Outcome | None:
    """Hand a payout to the bank, unless it was canceled."""
    return _moved(books, payout_id, "pending", "sent")


def arrive_later(books: Books, payout_id: str) -> Outcome | None:
    """Let a payout arrive, or fail if its test account says so."""
    payout = books.objects.get(payout_id)
    if not isinstance(payout, Payout):
        return None
    code = FAILING.get(find(books, BankAccount, payout.destination, "destination").number)
    if code is not None:
        return fail(books, payout, code) if payout.status in ("pending", "in_transit") else None
    return _moved(books, payout_id, "in_transit", "arrived")


def _moved(books: Books, payout_id: str, status: str, what: str) -> Outcome | None:
    payout = books.objects.get(payout_id)
    if not isinstance(payout, Payout) or payout.status != status:
        return None
    changes = Changes()
    after, told = payouts.move(payout, what)
    changes.put(after)
    changes.tell(told, after, changed(shape(books, payout), shape(books, after)) if what == "sent" else None)
    return changes.outcome(after)


def fail(books: Books, payout: Payout, code: str) -> Outcome:
    """Let the bank return a payout, also one that had arrived: the balance has the money again."""
    failed = replace(payout, failure_code=code, failure_message=FAILURES[code])
    return _given_back(books, failed, "failed", "payout_failure")


def _given_back(books: Books, payout: Payout, what: str, kind: Kind) -> Outcome:
    changes = Changes()
    row = changes.put(_row(books, payout.id, kind, payout.amount, payout.currency))
    after, told = payouts.move(replace(payout, failure_balance_transaction=row.id), what)
    changes.put(after)
    changes.tell(told, after)
    return changes.outcome(after)


# The schedule.


def pay_out(books: Books, currency: str) -> Outcome | None:
    """Pay out by itself all that is available in one currency; None if there is nothing."""
    changes = Changes()
    payout = _all_available(books, changes, currency)
    return None if payout is None else changes.outcome(payout)


def _all_available(books: Books, changes: Changes, currency: str) -> Payout | None:
    """Each row is paid out once: those that an automatic payout has taken, its own included, sum up to nothing."""
    rows = [row for row in _available_rows(books, currency) if row.payout is None]
    amount = sum(row.net for row in rows)
    if amount < 1:
        return None
    payout = replace(_begin(books, changes, _destination(books, changes, currency, None), amount), automatic=True)
    own = next(put for put in changes.puts if put.id == payout.balance_transaction)
    for row in (*rows, own):
        changes.put(replace(row, payout=payout.id))
    changes.put(payout)
    changes.tell("payout.created", payout)
    at = books.clock.precise() + policy.PAYOUT_RECONCILED_AFTER
    changes.later.append(Later(at, partial(reconcile_later, payout_id=payout.id)))
    return payout


def reconcile_later(books: Books, payout_id: str) -> Outcome | None:
    """Say that what an automatic payout pays out can be listed."""
    payout = books.objects.get(payout_id)
    if not isinstance(payout, Payout) or payout.reconciled:
        return None
    changes = Changes()
    after = changes.put(replace(payout, reconciled=True))
    changes.tell("payout.reconciliation_completed", after)
    return changes.outcome(after)


def set_schedule(books: Books, interval: Any) -> Outcome:
    """Pay out every midnight (UTC) from now on, or only when asked. Raises the refusal for another interval."""
    if interval not in ("daily", "manual"):
        raise errors.error(400, f"interval = {interval!r} is not simulated. Write daily or manual.", param="interval")
    changes = Changes()
    schedule = changes.put(PayoutSchedule(id=SCHEDULE, interval=interval, since=books.clock.now()))
    if interval == "daily":
        changes.later.append(_tomorrow(books, schedule))
    shown = account(books)
    shown["settings"]["payouts"]["schedule"]["interval"] = interval
    return changes.outcome(shown)


def _tomorrow(books: Books, schedule: PayoutSchedule) -> Later:
    now = books.clock.now()
    return Later(now - now % policy.DAY + policy.DAY, partial(daily_later, schedule=schedule))


def daily_later(books: Books, schedule: PayoutSchedule) -> Outcome | None:
    """Pay out what is available today, by currency, and come back tomorrow, while that schedule holds."""
    if books.objects.get(SCHEDULE) != schedule:
        return None
    changes = Changes()
    for currency in sorted({row.currency for row in books.of_kind(BalanceTransaction)}):
        _all_available(books, changes, currency)
    changes.later.append(_tomorrow(books, schedule))
    return changes.outcome(None)


def set_bank(books: Books, number: str, currency: str) -> Outcome:
    """Replace the default bank account of a currency, as the dashboard does. Raises the refusal for no test number."""
    if number != PAYS and number not in FAILING:
        known = ", ".join((PAYS, *FAILING))
        raise errors.error(400, f"number = {number!r} is no test account. Write one of: {known}.", param="number")
    changes = Changes()
    for known_bank in books.of_kind(BankAccount):
        if known_bank.currency == currency and known_bank.default_for_currency:
            changes.put(replace(known_bank, default_for_currency=False))
    return changes.outcome(changes.put(_bank(books, currency, number)))
