"""A customer's cash balance at work: money comes in, pays what waits for it, and comes back. Not: who is told where to
send it.

Source: Stripe, "Customer balance" and "Accept a bank transfer". That all of it happens in the moment in which the money
comes in, and the order of its events, is unconfirmed; so is that a payment has received nothing until it is whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.stripe import naming
from simulator.stripe.command import Changes
from simulator.stripe.flows.payments import bank_transfers
from simulator.stripe.flows.payments.attempt import attempt
from simulator.stripe.flows.payments.reconciling import shares
from simulator.stripe.flows.platform.sharing import known
from simulator.stripe.resources import cash_balance
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources.cash_balance import CashBalance, CashBalanceTransaction, Kind
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.world import Books


def balance_of(books: Books, changes: Changes, customer: str) -> CashBalance:
    """Return a customer's balance as it is at this point of the flow; an empty one if nothing ever came in."""
    kept = cash_balance.kept_as(customer)
    return known(changes, books, CashBalance, kept) or CashBalance(id=kept, customer=customer)


def available(books: Books, changes: Changes, intent: PaymentIntent) -> int:
    """Return how much the intent's customer has in its currency, in minor units."""
    return balance_of(books, changes, intent.customer or "").available.get(intent.currency, 0)


def usable(books: Books, changes: Changes, intent: PaymentIntent, *, by_hand: bool) -> int:
    """Return how much an intent may take now of what remains of it.

    `by_hand` is whether its merchant has asked for that: else a balance that they reconcile stays as it is.
    """
    if not by_hand and not balance_of(books, changes, intent.customer or "").automatic:
        return 0
    return min(available(books, changes, intent), intent.amount - intent.funded)


def set_mode(books: Books, changes: Changes, customer: str, given: Mapping[str, Any] | None) -> CashBalance:
    """Choose whether a customer's balance pays by itself; what is there already stays where it is (unconfirmed)."""
    mode = ((given or {}).get("settings") or {}).get("reconciliation_mode")
    balance = balance_of(books, changes, customer)
    if mode is None:
        return balance
    return changes.put(replace(balance, mode=None if mode == "merchant_default" else mode))


# In.


def receive(
    books: Books, changes: Changes, customer: str, amount: int, currency: str, reference: str | None
) -> CashBalanceTransaction:
    """Let a transfer come in, and pay with it what waits for it. Returns the row of the transfer."""
    told = {"bank_transfer": bank_transfers.received(currency, reference)}
    row = _write(books, changes, customer, currency, "funded", amount, told)
    _reconcile(books, changes, customer, currency, reference=reference)
    return row


def give_back(books: Books, changes: Changes, intent: PaymentIntent) -> PaymentIntent:
    """Return the intent without what it was funded with: that goes back to its customer, and on to others that wait."""
    if not intent.funded or intent.customer is None:
        return intent
    told = {"payment_intent": intent.id}
    _write(books, changes, intent.customer, intent.currency, "unapplied_from_payment", intent.funded, told)
    _reconcile(books, changes, intent.customer, intent.currency, but=intent.id)
    return replace(intent, funded=0)


def changed(books: Books, changes: Changes, before: PaymentIntent, after: PaymentIntent) -> PaymentIntent:
    """Return an intent that was changed by its merchant: with another amount, it is funded anew.

    With another currency or customer the account to send money to is another one, so it must be confirmed again; that,
    and that it keeps waiting with another amount, is unconfirmed.
    """
    if not bank_transfers.awaited(before):
        return after
    moved = (before.currency, before.customer) != (after.currency, after.customer)
    waits = bank_transfers.awaited(after)
    if waits and not moved and before.amount == after.amount:
        return after
    give_back(books, changes, before)
    after = replace(after, funded=0)
    if waits and moved:
        return intents.move(after, "method attached")[0]
    return replace(after, next_action=bank_transfers.remaining(after)) if waits else after


# Out.


def apply(books: Books, changes: Changes, intent: PaymentIntent, amount: int) -> PaymentIntent:
    """Take so much of its customer's balance for an intent, at most what remains of it. One that is whole is paid.

    One that is not whole yet is returned as it would be: what is told of it depends on what it waits for.
    """
    told = {"payment_intent": intent.id}
    _write(books, changes, intent.customer or "", intent.currency, "applied_to_payment", -amount, told)
    funded = replace(intent, funded=intent.funded + amount)
    if funded.funded < funded.amount:
        return funded
    method = known(changes, books, PaymentMethod, intent.payment_method)
    assert method is not None  # noqa: S101 - it was confirmed with one
    return attempt(books, changes, funded, method).intent


def fund(books: Books, changes: Changes, intent: PaymentIntent, amount: int) -> PaymentIntent:
    """The same for an intent that waits for a transfer: with a part of it, it still waits for the rest."""
    funded = apply(books, changes, intent, amount)
    if funded.status != "requires_action":
        return funded
    moved, told = intents.move(funded, "partially funded")
    moved = changes.put(replace(moved, next_action=bank_transfers.remaining(funded)))
    changes.tell(told, moved)
    return moved


def _reconcile(
    books: Books, changes: Changes, customer: str, currency: str, *, reference: str | None = None, but: str = ""
) -> None:
    """Pay what waits, unless the customer's balance is the merchant's to use; tell of what is left.

    Stripe, "Event types", `cash_balance.funds_available`: of what remains after reconciling, or of all new money.
    """
    balance = balance_of(books, changes, customer)
    if balance.automatic:
        waiting = [
            intent
            for intent in books.of_kind(PaymentIntent)
            if intent.customer == customer
            and intent.currency == currency
            and intent.id != but
            and bank_transfers.awaited(intent)
        ]
        given = (reference or "").strip()
        named = [nth for nth, intent in enumerate(waiting) if given and bank_transfers.reference_of(intent) == given]
        wanted = [intent.amount - intent.funded for intent in waiting]
        for place, amount in shares(wanted, balance.available[currency], named[0] if named else None).items():
            fund(books, changes, waiting[place], amount)
        balance = balance_of(books, changes, customer)
    if balance.available[currency] > 0:
        changes.tell("cash_balance.funds_available", balance)


def _write(
    books: Books, changes: Changes, customer: str, currency: str, kind: Kind, by: int, told: Mapping[str, Any]
) -> CashBalanceTransaction:
    balance = changes.put(cash_balance.changed(balance_of(books, changes, customer), currency, by))
    row = CashBalanceTransaction(
        id=naming.long(books, "ccsbtxn_"),
        created=books.clock.now(),
        customer=customer,
        type=kind,
        currency=currency,
        net_amount=by,
        ending_balance=balance.available[currency],
        **told,
    )
    changes.put(row)
    changes.tell("customer_cash_balance_transaction.created", row)
    return row
