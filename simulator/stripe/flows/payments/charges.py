"""Charges from the merchant's side: update, capture, and the legacy create that is refused today. Not: refunds."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Changes, Command, changed, find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.payments.capture import capture, with_last_terms
from simulator.stripe.flows.payments.intents import find_customer
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata


def create(command: Command) -> Outcome:
    """POST /v1/charges: refused on every account of today, in one of three ways (recorded)."""
    params, books = command.params, command.books
    customer_id = params.get("customer")
    if params.get("source") is not None or params.get("card") is not None:
        raise payment_errors.card_tokens_ended()
    if customer_id is None:
        raise payment_errors.source_needed()
    customer = find_customer(books, customer_id)
    raise payment_errors.no_saved_details(
        any(method.customer == customer.id for method in books.of_kind(PaymentMethod))
    )


def update(command: Command) -> Outcome:
    """POST /v1/charges/{charge}: what belongs to the intent must be changed there."""
    books, params = command.books, command.params
    before = find(books, Charge, command.ids[0])
    if "transfer_group" in params:
        raise payment_errors.update_the_intent(before.payment_intent, "transfer_group")
    fields: dict[str, Any] = {
        name: params[name] for name in ("description", "receipt_email", "shipping", "fraud_details") if name in params
    }
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    if params.get("customer") is not None:
        fields["customer"] = find_customer(books, params["customer"]).id
    changes = Changes()
    after = changes.put(replace(before, **fields))
    previous = changed(shape(books, before), shape(books, after))
    if previous:
        changes.tell("charge.updated", after, previous)
    return changes.outcome(after)


def capture_charge(command: Command) -> Outcome:
    """POST /v1/charges/{charge}/capture: its intent is captured with it."""
    books = command.books
    charge = find(books, Charge, command.ids[0])
    if charge.captured:
        raise payment_errors.already_captured(charge.id)
    intent = find(books, PaymentIntent, charge.payment_intent, "payment_intent")
    if intent.status != "requires_capture":
        raise payment_errors.charge_expired(charge.id)
    amount = command.params.get("amount")
    if amount is not None and amount < 1:
        raise errors.too_small("amount")
    if command.params.get("application_fee") is not None:
        raise errors.not_simulated("application_fee, the older name of application_fee_amount", "application_fee")
    done = capture(books, with_last_terms(command, intent), amount)
    taken = next(value for value in done.puts if isinstance(value, Charge))
    return replace(done, answer=taken)
