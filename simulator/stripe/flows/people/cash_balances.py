"""Cash balances from the merchant's side: read, set, funded on the test side, applied by hand. Not: what follows."""

from __future__ import annotations

from simulator.money import shown
from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Changes, Command, find
from simulator.stripe.errors import cash_balances as cash_errors
from simulator.stripe.flows.payments import bank_transfers, funding
from simulator.stripe.flows.people.customers import existing
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.cash_balance import BY_CURRENCY, CashBalanceTransaction
from simulator.stripe.resources.payment_intent import PaymentIntent


def retrieve(command: Command) -> Outcome:
    """GET /v1/customers/{customer}/cash_balance."""
    customer = existing(command.books, command.ids[0])
    return Outcome(funding.balance_of(command.books, Changes(), customer.id))


def update(command: Command) -> Outcome:
    """POST /v1/customers/{customer}/cash_balance: its mode. There is no event for it."""
    customer = existing(command.books, command.ids[0])
    changes = Changes()
    return changes.outcome(funding.set_mode(command.books, changes, customer.id, command.params))


def list_transactions(command: Command) -> Outcome:
    """GET /v1/customers/{customer}/cash_balance_transactions, of all currencies."""
    customer = existing(command.books, command.ids[0]).id
    url = f"/v1/customers/{customer}/cash_balance_transactions"
    return Outcome(of_kind(command, CashBalanceTransaction, url, lambda row: row.customer == customer))


def retrieve_transaction(command: Command) -> Outcome:
    """GET /v1/customers/{customer}/cash_balance_transactions/{transaction}."""
    customer, row_id = command.ids
    existing(command.books, customer)
    row = find(command.books, CashBalanceTransaction, row_id)
    if row.customer != customer:
        raise errors.no_such("customer_cash_balance_transaction", row_id, "transaction", in_path=True)
    return Outcome(row)


def fund(command: Command) -> Outcome:
    """POST /v1/test_helpers/customers/{customer}/fund_cash_balance: a transfer comes in. Answers the row of it."""
    books, params = command.books, command.params
    if books.livemode:
        raise cash_errors.only_in_test_mode()
    customer = existing(books, command.ids[0])
    currency = params["currency"].lower()
    if params["amount"] < 1:
        raise errors.too_small("amount")
    if currency not in BY_CURRENCY:
        raise cash_errors.no_transfers_in(currency, tuple(BY_CURRENCY))
    changes = Changes()
    return changes.outcome(
        funding.receive(books, changes, customer.id, params["amount"], currency, params.get("reference"))
    )


def apply(command: Command) -> Outcome:
    """POST /v1/payment_intents/{intent}/apply_customer_balance: what remains of it, or a part.

    An intent that was not confirmed with a bank transfer is refused, which is unconfirmed.
    """
    books, params = command.books, command.params
    intent = find(books, PaymentIntent, command.ids[0])
    if not bank_transfers.awaited(intent):
        raise cash_errors.nothing_to_apply_to(intent.status)
    if params.get("currency", intent.currency).lower() != intent.currency:
        raise cash_errors.other_currency(intent.currency)
    changes, remaining = Changes(), intent.amount - intent.funded
    amount, available = params.get("amount", remaining), funding.available(books, changes, intent)
    if amount < 1:
        raise errors.too_small("amount")
    if amount > remaining:
        raise cash_errors.too_much_to_apply(shown(remaining, intent.currency))
    if amount > available:
        raise cash_errors.too_little_to_apply(shown(available, intent.currency))
    return changes.outcome(funding.fund(books, changes, intent, amount))
