"""Setup intents from the merchant's side: create, read, update, confirm, cancel. Not: bank and buyer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, Command, check_client_secret, find
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.flows.billing.following import set_up
from simulator.stripe.flows.payments import kinds
from simulator.stripe.flows.payments.challenges import manner_of
from simulator.stripe.flows.payments.confirmation import chosen_method
from simulator.stripe.flows.payments.intents import find_customer
from simulator.stripe.flows.setup import setting_up
from simulator.stripe.lists import of_kind
from simulator.stripe.resources import setup_intent as intents
from simulator.stripe.resources.mandate import Mandate
from simulator.stripe.resources.setup_attempt import SetupAttempt
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.shapes.checkout import configuration
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

NOT_SIMULATED: tuple[str, ...] = (
    "attach_to_self",
    "confirmation_token",
    "customer_account",
    "flow_directions",
    "payment_method_configuration",
    "single_use",
)
"""Real parameters that would change what is set up."""

ALWAYS_UPDATABLE = frozenset({"description", "expand", "metadata"})
"""What may be changed on an intent that is over: as on a payment intent, where it is recorded (here unconfirmed)."""


def create(command: Command) -> Outcome:
    """POST /v1/setup_intents, with or without `confirm`."""
    params, books = command.params, command.books
    changes = Changes()
    intent = new_intent(books, params)
    method = chosen_method(books, changes, intent, params)
    if params.get("confirm"):
        changes.put(intent)
        changes.tell("setup_intent.created", intent)
        intent, error = setting_up.confirm(books, changes, intent, method, manner_of(params, command.caller))
        return changes.outcome(intent, error)
    if params.get("mandate_data") is not None:
        raise setup_errors.only_when_confirmed("mandate_data", "SetupIntent")
    if method is not None:
        intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    changes.put(intent)
    changes.tell("setup_intent.created", intent)
    return changes.outcome(intent)


def new_intent(books: Books, params: Mapping[str, Any]) -> SetupIntent:
    """Return an intent made of a create call's parameters, or of a checkout session's. Raises the refusals of those.

    Recorded: `usage=on_session` is taken and answered as `off_session`, where the dashboard chooses the methods; where
    the call named them it is kept (documented, unconfirmed).
    """
    intent_id = naming.long(books, "seti_")
    named_types = params.get("payment_method_types")
    dynamic = named_types is None
    automatic = params.get("automatic_payment_methods") or {}
    intent = SetupIntent(
        id=intent_id,
        created=books.clock.now(),
        client_secret=naming.setup_secret(books, intent_id),
        automatic_payment_methods={"allow_redirects": automatic.get("allow_redirects", "always"), "enabled": True}
        if dynamic
        else None,
        payment_method_configuration=configuration(books) if dynamic else None,
        payment_method_types=kinds.BY_THEMSELVES if named_types is None else tuple(named_types),
        usage="off_session" if dynamic else params.get("usage", "off_session"),
    )
    return _with_given(books, intent, params)


def _with_given(books: Books, intent: SetupIntent, params: Mapping[str, Any]) -> SetupIntent:
    """Return the intent with what stands in the parameters of create, update or confirm."""
    for name in NOT_SIMULATED:
        if params.get(name):
            raise errors.not_simulated(name, name)
    fields: dict[str, Any] = {name: params[name] for name in ("description", "on_behalf_of") if name in params}
    if params.get("customer") is not None:
        fields["customer"] = find_customer(books, params["customer"]).id
    if "metadata" in params:
        fields["metadata"] = merged_metadata(intent.metadata, params["metadata"] or {})
    for name in ("allowed_payment_method_types", "excluded_payment_method_types"):
        if name in params:
            fields[name] = None if params[name] is None else tuple(params[name])
    if fields.get("allowed_payment_method_types") is not None:
        fields["payment_method_types"] = kinds.offered(fields["allowed_payment_method_types"])
    if params.get("payment_method_options"):
        given = {kind: options or {} for kind, options in params["payment_method_options"].items()}
        fields["payment_method_options"] = {**intent.payment_method_options, **given}
    if params.get("return_url"):
        fields["return_url"] = params["return_url"]
    return replace(intent, **fields) if fields else intent


def retrieve(command: Command) -> Outcome:
    """GET /v1/setup_intents/{intent}; a browser needs the intent's client secret."""
    return Outcome(opened(command))


def opened(command: Command) -> SetupIntent:
    """Return the intent in the path. Raises the refusal for a browser without its secret."""
    intent = find(command.books, SetupIntent, command.ids[0])
    check_client_secret(command, intent.client_secret, setup_errors.wrong_client_secret)
    return intent


def update(command: Command) -> Outcome:
    """POST /v1/setup_intents/{intent}. There is no event for it."""
    params, books = command.params, command.books
    intent = find(books, SetupIntent, command.ids[0])
    if intent.status not in intents.CONFIRMABLE and params.keys() - ALWAYS_UPDATABLE:
        raise setup_errors.cannot_update(intent.status)
    changes = Changes()
    intent = _with_given(books, intent, params)
    if params.get("payment_method") or params.get("payment_method_data"):
        method = chosen_method(books, changes, intent, params)
        assert method is not None  # noqa: S101 - one was named
        setting_up.give_up(books, changes, intent)
        intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    elif "payment_method" in params and intent.status == "requires_confirmation":
        intent, _ = intents.move(intent, "method removed")
    return changes.outcome(changes.put(intent))


def confirm_intent(command: Command) -> Outcome:
    """POST /v1/setup_intents/{intent}/confirm, from a server or, with its client secret, from a browser."""
    params, books = command.params, command.books
    changes = Changes()
    intent = opened(command)
    if intent.status not in intents.CONFIRMABLE:
        raise setup_errors.cannot_confirm(intent.status)
    intent = _with_given(books, intent, params)
    method = chosen_method(books, changes, intent, params)
    intent, error = setting_up.confirm(books, changes, intent, method, manner_of(params, command.caller))
    return set_up(books, changes.outcome(intent, error))


def cancel_intent(command: Command) -> Outcome:
    """POST /v1/setup_intents/{intent}/cancel."""
    intent = find(command.books, SetupIntent, command.ids[0])
    return cancel(command.books, intent, command.params.get("cancellation_reason"))


def cancel(books: Books, intent: SetupIntent, reason: str | None = None) -> Outcome:
    """Give the intent up. Raises the refusal for one that is over."""
    if intent.status not in intents.CANCELABLE:
        raise setup_errors.cannot_cancel(intent.status)
    changes = Changes()
    setting_up.give_up(books, changes, intent)
    moved, told = intents.move(intent, "canceled")
    moved = changes.put(replace(moved, cancellation_reason=reason))
    changes.tell(told, moved)
    return changes.outcome(moved)


def list_intents(command: Command) -> Outcome:
    """GET /v1/setup_intents, by customer or method."""
    customer, method = command.params.get("customer"), command.params.get("payment_method")
    if command.params.get("attach_to_self") is not None:
        raise errors.not_simulated("attach_to_self", "attach_to_self")

    def keep(intent: SetupIntent) -> bool:
        return customer in (None, intent.customer) and method in (None, intent.payment_method)

    return Outcome(of_kind(command, SetupIntent, "/v1/setup_intents", keep))


def list_attempts(command: Command) -> Outcome:
    """GET /v1/setup_attempts of one intent: of an unknown one there are none (unconfirmed)."""
    intent = command.params["setup_intent"]
    return Outcome(of_kind(command, SetupAttempt, "/v1/setup_attempts", lambda tried: tried.setup_intent == intent))


def retrieve_mandate(command: Command) -> Outcome:
    """GET /v1/mandates/{mandate}."""
    return Outcome(find(command.books, Mandate, command.ids[0]))
