"""Payment methods: create, attach, update, detach. Not: charging them, or reading them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Changes, Command, changed, find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.flows.payments.attempt import verdict_of
from simulator.stripe.flows.payments.confirmation import described_method
from simulator.stripe.flows.payments.intents import find_customer
from simulator.stripe.flows.people import instruments
from simulator.stripe.flows.people.instruments import from_test_id
from simulator.stripe.resources import payment_method as methods
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.shapes import shape
from simulator.stripe.test_values import INSTRUMENTS
from simulator.stripe.wire import merged_metadata


def create(command: Command) -> Outcome:
    """POST /v1/payment_methods, of a number, a token or another type's details. There is no event for it (recorded)."""
    params, books = command.params, command.books
    if params.get("payment_method") or params.get("customer"):
        raise errors.not_simulated("cloning a payment method between accounts", "payment_method")
    if "type" not in params:
        raise errors.missing("type")
    changes = Changes()
    method = described_method(books, changes, params)
    if isinstance(params.get("card"), dict) and "number" in params["card"]:
        instruments.check_side(books, method.instrument)
    return changes.outcome(changes.put(method))


def attach(command: Command) -> Outcome:
    """POST /v1/payment_methods/{payment_method}/attach: the bank is asked, and refuses a card it always declines."""
    books, method_id = command.books, command.ids[0]
    customer = command.params.get("customer")
    if customer is None:
        raise errors.missing("customer")
    find_customer(books, customer)
    method = from_test_id(books, method_id) or find(books, PaymentMethod, method_id)
    if method.customer is not None and method.customer != customer:
        raise payment_errors.method_already_attached()
    if method.customer is None and method.used:
        raise payment_errors.method_used_up()
    if not method.verified:
        raise setup_errors.account_unverified()
    _ask_the_bank(command, method)
    changes = Changes()
    owned = changes.put(methods.attached(method, customer))
    if method.customer is None:
        changes.tell("payment_method.attached", owned)
    return changes.outcome(owned)


def _ask_the_bank(command: Command, method: PaymentMethod) -> None:
    instrument = INSTRUMENTS.get(method.instrument or "")
    decline = verdict_of(command.books, method)
    if instrument is None or decline is None or (instrument.attaches and not command.books.livemode):
        return
    raise payment_errors.card_error(
        decline.message,
        code=decline.code,
        decline_code=decline.decline_code,
        param=decline.param,
        extra={
            "advice_code": decline.advice_code,
            "network_advice_code": decline.network_advice_code,
            "network_decline_code": decline.network_decline_code,
            "payment_method": method,
        },
    )


def detach(command: Command) -> Outcome:
    """POST /v1/payment_methods/{payment_method}/detach: the event is the one that tells whose it was."""
    method = find(command.books, PaymentMethod, command.ids[0])
    if method.customer is None:
        raise payment_errors.method_not_attached()
    changes = Changes()
    free = changes.put(methods.detached(method))
    changes.tell("payment_method.detached", free, {"customer": method.customer})
    return changes.outcome(free)


def update(command: Command) -> Outcome:
    """POST /v1/payment_methods/{payment_method}: only what belongs to a customer can be changed (unconfirmed)."""
    books, params = command.books, command.params
    before = find(books, PaymentMethod, command.ids[0])
    if before.customer is None:
        raise errors.error(400, "You must save this PaymentMethod to a customer before you can update it.", param=None)
    fields: dict[str, Any] = {}
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    if "allow_redisplay" in params:
        fields["allow_redisplay"] = params["allow_redisplay"]
    if "billing_details" in params:
        fields["billing_details"] = {**before.billing_details, **(params["billing_details"] or {})}
    if before.card is not None and isinstance(params.get("card"), dict):
        dates = {name: params["card"][name] for name in ("exp_month", "exp_year") if name in params["card"]}
        fields["card"] = replace(before.card, **dates)
    if before.type == "us_bank_account" and isinstance(params.get("us_bank_account"), dict):
        fields["details"] = {**before.details, **params["us_bank_account"]}
    changes = Changes()
    after = changes.put(replace(before, **fields))
    previous = changed(shape(books, before), shape(books, after))
    if previous:
        changes.tell("payment_method.updated", after, previous)
    return changes.outcome(after)
