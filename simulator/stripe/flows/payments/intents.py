"""Payment intents from the merchant's side: create, update, confirm, cancel. Not: what the bank or the buyer does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES, shown
from simulator.provider import Outcome
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes, Command, check_client_secret, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.flows.billing.following import followed
from simulator.stripe.flows.payments import bank_transfers, debits, funding, kinds
from simulator.stripe.flows.payments.capture import release
from simulator.stripe.flows.payments.challenges import manner_of
from simulator.stripe.flows.payments.confirmation import chosen_method, confirm
from simulator.stripe.flows.platform.sharing import SHARING, check
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources.cash_balance import KIND
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.shapes.checkout import configuration
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

AS_GIVEN: tuple[str, ...] = (
    "application_fee_amount",
    "description",
    "on_behalf_of",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
)
"""Fields that create, update and confirm take as they are given; None clears them."""

_TAKEN = frozenset({
    *AS_GIVEN, "allowed_payment_method_types", "excluded_payment_method_types", "payment_method_options", "return_url",
})  # fmt: skip
"""All that `_with_given` looks at."""

_KNOWN_CURRENCIES = {currency: currency for currency in CURRENCIES}
"""Each by itself: an intent keeps the one text, and none of its own."""

OF_ITS_INVOICE = frozenset({
    "amount", "application_fee_amount", "capture_method", "currency", "customer", "on_behalf_of", "transfer_data",
})  # fmt: skip
"""What an invoice has said of the intent that pays it."""

ALWAYS_UPDATABLE = frozenset({"description", "expand", "metadata"})
"""Recorded: what may be changed on an intent that has succeeded."""


def create(command: Command) -> Outcome:
    """POST /v1/payment_intents, with or without `confirm`."""
    params, books = command.params, command.books
    changes = Changes()
    intent = new_intent(books, params)
    if not params.get("confirm"):
        for name in ("mandate", "mandate_data"):
            if params.get(name) is not None:
                raise setup_errors.only_when_confirmed(name, "PaymentIntent")
        method = chosen_method(books, changes, intent, params)
        if method is not None:
            intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
        changes.put(intent)
        changes.tell("payment_intent.created", intent)
        return changes.outcome(intent)
    method = chosen_method(books, changes, intent, params)
    changes.put(intent)
    changes.tell("payment_intent.created", intent)
    intent, error = confirm(books, changes, intent, method, manner_of(params, command.caller))
    return changes.outcome(intent, error)


def new_intent(books: Books, params: Mapping[str, Any]) -> PaymentIntent:
    """Return an intent made of a create call's parameters, or of a checkout session's. Raises the refusals of those."""
    amount, currency = params["amount"], _currency(params["currency"])
    amount_fits(amount, currency)
    if params.get("customer") is not None:
        find_customer(books, params["customer"])
    intent_id = naming.payment(books)
    named_types = params.get("payment_method_types")
    automatic = params.get("automatic_payment_methods")
    dynamic = named_types is None
    kinds.check_currency(named_types or (), currency)
    intent = PaymentIntent(
        id=intent_id,
        created=books.clock.now(),
        amount=amount,
        currency=currency,
        client_secret=naming.client_secret(books, intent_id),
        customer=params.get("customer"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
        capture_method=params.get("capture_method", "automatic_async"),
        confirmation_method=params.get("confirmation_method", "automatic"),
        automatic_payment_methods=_automatic((automatic or {}).get("allow_redirects", "always")) if dynamic else None,
        payment_method_configuration=configuration(books) if dynamic else None,
        payment_method_types=kinds.BY_THEMSELVES if named_types is None else tuple(named_types),
        return_url=params.get("return_url"),
    )
    return _with_given(books, intent, params)


@cache
def _automatic(allow_redirects: str) -> Mapping[str, Any]:
    """Return what intents keep of it; all that redirect alike keep the same one."""
    return {"allow_redirects": allow_redirects, "enabled": True}


def _with_given(books: Books, intent: PaymentIntent, params: Mapping[str, Any]) -> PaymentIntent:
    """Return the intent with every field that stands in the parameters as it is given.

    Raises the refusal for what it cannot be shared by.
    """
    if _TAKEN.isdisjoint(params):
        return intent
    fields: dict[str, Any] = {name: params[name] for name in AS_GIVEN if name in params}
    for name in ("allowed_payment_method_types", "excluded_payment_method_types"):
        if name in params:
            fields[name] = None if params[name] is None else tuple(params[name])
    allowed = fields.get("allowed_payment_method_types")
    if allowed is not None:
        fields["payment_method_types"] = kinds.offered(allowed, intent.currency)
    if params.get("payment_method_options"):
        given = {kind: options or {} for kind, options in params["payment_method_options"].items()}
        if KIND in given:
            given[KIND] = bank_transfers.in_new_words(given[KIND])
        fields["payment_method_options"] = {**intent.payment_method_options, **given}
    if params.get("return_url"):
        fields["return_url"] = params["return_url"]
    if params.get("transfer_data"):
        fields["transfer_data"] = {**(intent.transfer_data or {}), **params["transfer_data"]}
    given_to_others = [name for name in SHARING if name in params]
    intent = replace(intent, **fields) if fields else intent
    if given_to_others:
        check(books, {name: getattr(intent, name) for name in SHARING})
    return intent


def retrieve(command: Command) -> Outcome:
    """GET /v1/payment_intents/{intent}; a browser needs the intent's client secret."""
    return Outcome(opened(command))


def opened(command: Command) -> PaymentIntent:
    """Return the intent in the path. Raises the refusal for a browser without its secret."""
    intent = find(command.books, PaymentIntent, command.ids[0])
    check_client_secret(command, intent.client_secret, payment_errors.wrong_client_secret)
    return intent


def update(command: Command) -> Outcome:
    """POST /v1/payment_intents/{intent}. There is no event for it: Stripe has no `payment_intent.updated`."""
    params, books = command.params, command.books
    intent = before = find(books, PaymentIntent, command.ids[0])
    if intent.invoice is not None:
        _check_bill(params)
    changes = Changes()
    if intent.status not in intents.CONFIRMABLE:
        for name in params:
            if name not in ALWAYS_UPDATABLE and not (name == "receipt_email" and intent.status != "canceled"):
                raise payment_errors.cannot_update(name, intent.status)
    fields: dict[str, Any] = {}
    if "amount" in params or "currency" in params:
        fields["amount"] = params.get("amount", intent.amount)
        fields["currency"] = _currency(params.get("currency", intent.currency))
        amount_fits(fields["amount"], fields["currency"])
    if params.get("customer") is not None:
        find_customer(books, params["customer"])
        fields["customer"] = params["customer"]
    if "metadata" in params:
        fields["metadata"] = merged_metadata(intent.metadata, params["metadata"])
    if "capture_method" in params:
        fields["capture_method"] = params["capture_method"]
    intent = _with_given(books, replace(intent, **fields), params)
    if params.get("payment_method") or params.get("payment_method_data"):
        method = chosen_method(books, changes, intent, params)
        assert method is not None  # noqa: S101 - one was named
        intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    elif "payment_method" in params and intent.status == "requires_confirmation":
        intent, _ = intents.move(intent, "method removed")
    return changes.outcome(changes.put(funding.changed(books, changes, before, intent)))


def confirm_intent(command: Command) -> Outcome:
    """POST /v1/payment_intents/{intent}/confirm, from a server or, with its client secret, from a browser."""
    params, books = command.params, command.books
    changes = Changes()
    intent = opened(command)
    if intent.status not in intents.CONFIRMABLE:
        raise payment_errors.cannot_confirm(intent.status)
    if intent.invoice is not None:
        _check_bill(params)
    if command.caller == "publishable_key" and intent.confirmation_method == "manual":
        raise payment_errors.manual_confirmation_from_browser()
    intent = _with_given(books, intent, params)
    if "capture_method" in params:
        intent = replace(intent, capture_method=params["capture_method"])
    method = chosen_method(books, changes, intent, params)
    intent, error = confirm(books, changes, intent, method, manner_of(params, command.caller))
    done = changes.outcome(intent, error)
    return done if intent.invoice is None else followed(books, done)


def _check_bill(params: Mapping[str, Any]) -> None:
    """Raise the refusal for what an intent has from the invoice that it pays."""
    for name in params:
        if name in OF_ITS_INVOICE:
            raise billing_errors.fixed_by_the_invoice(name)


def cancel_intent(command: Command) -> Outcome:
    """POST /v1/payment_intents/{intent}/cancel."""
    intent = find(command.books, PaymentIntent, command.ids[0])
    return cancel(command.books, intent, command.params.get("cancellation_reason"))


def cancel(books: Books, intent: PaymentIntent, reason: str | None = None) -> Outcome:
    """Give the intent up; what it holds is let go. Raises the refusal for one that is over."""
    if intent.status not in intents.CANCELABLE:
        raise payment_errors.cannot_cancel(intent.status)
    if intent.invoice is not None:
        raise billing_errors.cannot_cancel_an_invoices_intent()
    changes = Changes()
    moved, told = intents.move(intent, "canceled")
    moved = changes.put(replace(moved, canceled_at=books.clock.now(), cancellation_reason=reason, funded=0))
    changes.tell(told, moved)
    release(books, changes, intent)
    funding.give_back(books, changes, intent)
    debits.give_up(books, changes, intent)
    return changes.outcome(moved)


def amount_fits(amount: int, currency: str) -> None:
    """Raise the refusal for an amount that cannot be charged in that currency."""
    if amount <= 0:
        raise payment_errors.amount_below_minimum()
    least = policy.SMALLEST.get(currency, 1)
    if amount < least:
        raise payment_errors.amount_too_small(shown(least, currency), currency)
    if amount > policy.LARGEST:
        raise payment_errors.amount_too_large(shown(policy.LARGEST, currency))


def find_customer(books: Books, customer_id: str) -> Customer:
    """Return the customer a parameter names. Raises the refusal for none, or a deleted one."""
    customer = find(books, Customer, customer_id, "customer")
    if customer.deleted:
        raise errors.no_such("customer", customer_id, "customer", in_path=False)
    return customer


def _currency(given: str) -> str:
    lower = given.lower()
    known = _KNOWN_CURRENCIES.get(lower)
    if known is None:
        raise errors.invalid_currency(given, CURRENCIES)
    return known
