"""Customers: create, update, delete. Not: reading them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, Command, changed, find
from simulator.stripe.errors import cash_balances as cash_errors
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.billing import canceling
from simulator.stripe.flows.clocks import test_clocks
from simulator.stripe.flows.payments import funding
from simulator.stripe.flows.people import customer_discounts
from simulator.stripe.flows.people.instruments import from_test_id
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.resources.customer import CLEARED, UPDATABLE, Customer
from simulator.stripe.resources.payment_method import PaymentMethod, attached, detached
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_PREFIX = re.compile(r"[A-Z0-9]{1,12}\Z")
DEFAULT_METHOD = "invoice_settings[default_payment_method]"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def create(command: Command) -> Outcome:
    """POST /v1/customers. A `payment_method` is attached to the new customer."""
    books, params = command.books, command.params
    changes = Changes()
    if params.get("source") is not None:
        raise payment_errors.card_tokens_ended()
    prefix = "".join(books.random.choices(_LETTERS, k=8))
    clock = test_clocks.check_customers(books, params["test_clock"]) if params.get("test_clock") else None
    blank = Customer(id=naming.short(books, "cus_"), created=command.now, invoice_prefix=prefix, test_clock=clock)
    method = None
    if params.get("payment_method"):
        method = from_test_id(books, params["payment_method"]) or find(
            books, PaymentMethod, params["payment_method"], "payment_method"
        )
        params = _with_their_own(params, method)
    customer = changes.put(_with(books, blank, params, method))
    changes.tell("customer.created", customer)
    funding.set_mode(books, changes, customer.id, params.get("cash_balance"))
    customer = customer_discounts.redeem(books, changes, customer, params)
    if method is not None:
        method = changes.put(attached(method, customer.id))
        changes.tell("payment_method.attached", method)
    return changes.outcome(customer)


def update(command: Command) -> Outcome:
    """POST /v1/customers/{customer}: the event tells the earlier values; there is none if nothing changed."""
    books, params = command.books, command.params
    before = existing(books, command.ids[0])
    if params.get("source") is not None:
        raise payment_errors.card_tokens_ended()
    changes = Changes()
    funding.set_mode(books, changes, before.id, params.get("cash_balance"))
    after = customer_discounts.redeem(books, changes, changes.put(_with(books, before, params)), params)
    previous = changed(shape(books, before), shape(books, after))
    if previous:
        changes.tell("customer.updated", after, previous)
    return changes.outcome(after)


def delete(command: Command) -> Outcome:
    """DELETE /v1/customers/{customer}: methods are detached without events; the event shows the customer whole.

    What they have subscribed to is canceled before.
    """
    books = command.books
    customer = existing(books, command.ids[0])
    changes = Changes()
    if funding.balance_of(books, changes, customer.id).available:
        raise cash_errors.customer_has_cash()
    changes.add(canceling.of_deleted(books, customer.id))
    for method in books.of_kind(PaymentMethod):
        if method.customer == customer.id:
            changes.put(detached(method))
    changes.put(replace(customer, deleted=True))
    changes.tell("customer.deleted", customer)
    return changes.outcome(deleted_stub("customer", customer.id))


def existing(books: Books, customer_id: str) -> Customer:
    """Return a customer that is not deleted. Raises the refusal otherwise."""
    customer = find(books, Customer, customer_id)
    if customer.deleted:
        raise errors.no_such("customer", customer_id, "id", in_path=True)
    return customer


def _with_their_own(params: Mapping[str, Any], method: PaymentMethod) -> Mapping[str, Any]:
    """Return the parameters with the method that is attached as their default, where that has its name.

    A test id becomes one method in one call: the default is the one that is attached (as Stripe's CLI counts on).
    """
    settings = params.get("invoice_settings") or {}
    if settings.get("default_payment_method") != params["payment_method"]:
        return params
    return {**params, "invoice_settings": {**settings, "default_payment_method": method.id}}


def _with(
    books: Books, customer: Customer, params: Mapping[str, Any], attaches: PaymentMethod | None = None
) -> Customer:
    """Return the customer with what stands in the parameters. Raises the refusals for what cannot be.

    `attaches`: the method that becomes theirs in this call, and may be their default.
    """
    email = params.get("email")
    if email is not None and not _EMAIL.match(email):
        raise errors.invalid_email(email)
    prefix = params.get("invoice_prefix")
    if prefix is not None:
        _check_prefix(books, customer, prefix)
    fields: dict[str, Any] = {name: params[name] for name in UPDATABLE if name in params}
    for name, empty in CLEARED.items():
        if name in fields and fields[name] is None:
            fields[name] = empty
    if "preferred_locales" in fields:
        fields["preferred_locales"] = tuple(fields["preferred_locales"])
    if "metadata" in params:
        fields["metadata"] = merged_metadata(customer.metadata, params["metadata"])
    if "invoice_settings" in params:
        settings = params["invoice_settings"] or {}
        default = settings.get("default_payment_method")
        if default is not None and (attaches is None or default != attaches.id):
            method = find(books, PaymentMethod, default, DEFAULT_METHOD)
            if method.customer != customer.id:
                raise payment_errors.not_the_customers(default, DEFAULT_METHOD)
        fields["invoice_settings"] = {**customer.invoice_settings, **settings}
    return replace(customer, **fields) if fields else customer


def _check_prefix(books: Books, customer: Customer, prefix: str) -> None:
    if not _PREFIX.match(prefix):
        raise errors.error(400, "Invoice number prefix must be 1–12 uppercase letters or numbers.")
    for other in books.of_kind(Customer):
        if other.invoice_prefix == prefix and other.id != customer.id:
            raise errors.error(
                400,
                f"This invoice number prefix is taken by customer: {other.id}. Please enter a different prefix.",
                param="invoice_prefix",
            )
