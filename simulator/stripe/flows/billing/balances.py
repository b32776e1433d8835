"""A customer's balance is changed by the merchant, and its entries read. Not: what invoices do to it, see invoicing."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES
from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice_item import CustomerBalanceTransaction
from simulator.stripe.wire import merged_metadata


def entered(work: Work, customer: Customer, amount: int, currency: str, kind: str, **more: Any) -> Customer:
    """Change a customer's balance by an amount (below 0: to their credit), with an entry. Returns the customer."""
    after = work.put(replace(customer, balance=customer.balance + amount, currency=customer.currency or currency))
    work.put(
        CustomerBalanceTransaction(
            id=naming.long(work.books, "cbtxn_"),
            created=work.at,
            amount=amount,
            currency=currency,
            customer=customer.id,
            ending_balance=after.balance,
            type=kind,
            **more,
        )
    )
    work.tell_change("customer.updated", customer, after)
    return after


def create(command: Command) -> Outcome:
    """POST /v1/customers/{customer}/balance_transactions."""
    params, work = command.params, Work(command.books)
    customer = find(command.books, Customer, command.ids[0])
    currency = params["currency"].lower()
    if currency not in CURRENCIES:
        raise errors.invalid_currency(params["currency"], CURRENCIES)
    if customer.currency not in (None, currency):
        raise billing_errors.another_currency(str(customer.currency))
    said = {
        "description": params.get("description"),
        "metadata": merged_metadata({}, params.get("metadata") or {}),
    }
    entered(work, customer, params["amount"], currency, "adjustment", **said)
    (entry,) = (one for one in work.changes.puts if isinstance(one, CustomerBalanceTransaction))
    return work.outcome(entry)


def update(command: Command) -> Outcome:
    """POST /v1/customers/{customer}/balance_transactions/{transaction}: only what is said of it."""
    params, work = command.params, Work(command.books)
    before = _of(command)
    fields: dict[str, Any] = {"description": params["description"]} if "description" in params else {}
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    return work.outcome(work.put(replace(before, **fields)))


def list_balance(command: Command) -> Outcome:
    """GET /v1/customers/{customer}/balance_transactions."""
    customer, invoice = command.ids[0], command.params.get("invoice")
    find(command.books, Customer, customer)
    url = f"/v1/customers/{customer}/balance_transactions"

    def keep(entry: CustomerBalanceTransaction) -> bool:
        return entry.customer == customer and invoice in (None, entry.invoice)

    return Outcome(of_kind(command, CustomerBalanceTransaction, url, keep))


def retrieve_balance(command: Command) -> Outcome:
    """GET /v1/customers/{customer}/balance_transactions/{transaction}."""
    return Outcome(_of(command))


def _of(command: Command) -> CustomerBalanceTransaction:
    entry = find(command.books, CustomerBalanceTransaction, command.ids[1])
    if entry.customer != command.ids[0]:
        raise errors.no_such("customer balance transaction", entry.id, "transaction", in_path=True)
    return entry
