"""A confirmation: whose method, may it be used, must the buyer authenticate, then the attempt. Not: the charge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from simulator.ids import text
from simulator.provider import Later, Outcome, Refusal
from simulator.stripe import errors, naming, payment_errors
from simulator.stripe.command import Changes, find
from simulator.stripe.flows.attempt import as_refusal, attempt, last_error
from simulator.stripe.flows.capture import expire_hold
from simulator.stripe.flows.instruments import from_test_id, of_number
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.test_values import AUTHENTICATION_FAILED, AUTHENTICATION_REQUIRED, INSTRUMENTS
from simulator.world import Books

NO_ACTIONS_WANTED = (
    "This payment required an authentication action to complete, but `error_on_requires_action` was set. When you're "
    "ready, you can upgrade your integration to handle actions at "
    "https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions."
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a confirmation is meant."""

    off_session: bool = False
    refuses_actions: bool = False
    by_sdk: bool = False
    """The page's script handles the authentication itself; no redirect is needed."""


def manner_of(params: Mapping[str, Any]) -> Manner:
    """Read the manner from a call's parameters; `off_session` may also be a word."""
    return Manner(
        off_session=bool(params.get("off_session")),
        refuses_actions=bool(params.get("error_on_requires_action")),
        by_sdk=bool(params.get("use_stripe_sdk")),
    )


# Which method.


def chosen_method(
    books: Books, changes: Changes, intent: PaymentIntent, params: Mapping[str, Any]
) -> PaymentMethod | None:
    """Return the method that the parameters name or describe, else the intent's own; None if there is neither.

    A test id or a description becomes a new method. Raises the refusal for a method that may not be used here.
    """
    described = params.get("payment_method_data")
    if described is not None:
        return changes.put(described_method(books, described))
    given = params.get("payment_method") or intent.payment_method
    if given is None:
        return None
    made = from_test_id(books, given)
    if made is not None:
        return changes.put(made)
    method = find(books, PaymentMethod, given, "payment_method")
    _may_use(intent, method)
    return method


def described_method(books: Books, described: Mapping[str, Any]) -> PaymentMethod:
    """Return a new method from a hash with a type, and a card's number or token."""
    kind = described.get("type", "card")
    fields: dict[str, Any] = {"billing_details": described.get("billing_details") or {}}
    fields["metadata"] = described.get("metadata") or {}
    if "allow_redisplay" in described:
        fields["allow_redisplay"] = described["allow_redisplay"]
    if kind != "card":
        details = described.get(kind)
        shown = _shown_details(details if isinstance(details, Mapping) else {})
        return PaymentMethod(
            id=naming.long(books, "pm_"), created=books.clock.now(), type=kind, details=shown, **fields
        )
    card = described.get("card")
    if not isinstance(card, Mapping):
        raise errors.missing("card")
    if "token" in card:
        made = from_test_id(books, card["token"])
        if made is None:
            raise errors.no_such("token", card["token"], "card[token]", in_path=False)
        return replace(made, **fields)
    return of_number(books, card, **fields)


def _shown_details(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is shown of an account: never its number, only how it ends."""
    number = next((str(given[name]) for name in ("account_number", "iban") if name in given), None)
    shown = {key: value for key, value in given.items() if key not in ("account_number", "iban")}
    return shown | ({"last4": number[-4:]} if number else {})


def _may_use(intent: PaymentIntent, method: PaymentMethod) -> None:
    if method.customer is None:
        if method.used:
            raise payment_errors.method_used_up()
    elif intent.customer is None:
        raise payment_errors.method_needs_its_customer(method.id, method.customer)
    elif intent.customer != method.customer:
        raise payment_errors.method_of_another(method.id, intent.customer)


# Confirming.


def confirm(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod | None, manner: Manner
) -> tuple[PaymentIntent, Refusal | None]:
    """Confirm an intent with a method. Returns it afterwards, and the 402 that the caller is answered, if any.

    Raises the refusal for a state that cannot be confirmed, and for a missing method.
    """
    if intent.status not in intents.CONFIRMABLE:
        raise payment_errors.cannot_confirm(intent.status)
    if method is None:
        raise payment_errors.nothing_to_confirm_with(intent.customer)
    if intent.authenticated and intent.payment_method != method.id:
        intent = replace(intent, authenticated=False)
    intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    intent = replace(intent, payment_method=method.id)
    if not intent.authenticated and challenged(books, intent, method, manner):
        return _challenge(books, changes, intent, method, manner)
    return settle(books, changes, intent, method)


def settle(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod, amount: int | None = None
) -> tuple[PaymentIntent, Refusal | None]:
    """Attempt the charge; a hold that is never captured runs out by itself."""
    done = attempt(books, changes, intent, method, amount)
    if done.charge.capture_before is not None:
        changes.later.append(Later(done.charge.capture_before, partial(expire_hold, intent_id=intent.id)))
    return done.intent, done.error


def challenged(books: Books, intent: PaymentIntent, method: PaymentMethod, manner: Manner) -> bool:
    """Say whether the bank asks the buyer to authenticate. On the live side a test card never gets that far."""
    instrument = INSTRUMENTS.get(method.instrument or "")
    if instrument is None or books.livemode:
        return False
    wanted = intent.payment_method_options.get("card", {}).get("request_three_d_secure")
    match instrument.challenge:
        case "always":
            return True
        case "optional":
            return wanted in ("any", "challenge")
        case "on_session":
            return not manner.off_session
        case "unless_set_up":
            return not (method.set_up and manner.off_session)
        case _:
            return False


def _challenge(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod, manner: Manner
) -> tuple[PaymentIntent, Refusal | None]:
    if manner.off_session or manner.refuses_actions:
        message = AUTHENTICATION_REQUIRED if manner.off_session else NO_ACTIONS_WANTED
        return _unauthenticated(changes, intent, method, message)
    moved, told = intents.move(intent, "challenged")
    moved = changes.put(replace(moved, next_action=_next_action(books, moved, manner)))
    changes.tell(told, moved)
    return moved, None


def _unauthenticated(
    changes: Changes, intent: PaymentIntent, method: PaymentMethod, message: str
) -> tuple[PaymentIntent, Refusal]:
    """Nobody is there to authenticate: refused before the network is asked, so there is no charge."""
    said = {"code": "authentication_required", "decline_code": "authentication_required", "message": message}
    moved, told = intents.move(intent, "declined")
    moved = changes.put(replace(moved, last_payment_error=last_error(said, method)))
    changes.tell(told, moved)
    return moved, as_refusal(said, moved, method)


def _next_action(books: Books, intent: PaymentIntent, manner: Manner) -> dict[str, Any]:
    """Where the buyer authenticates: by redirect if there is a way back, else inside the page's script."""
    address = (
        f"{books.base_url}/3d_secure_2/hosted?merchant={books.account}&payment_intent={intent.id}"
        f"&payment_intent_client_secret={intent.client_secret}&publishable_key={books.publishable_key}"
        f"&source=payatt_{intent.id[3:20]}{text(books.random, 7)}"
    )
    if intent.return_url is not None and not manner.by_sdk:
        return {"redirect_to_url": {"return_url": intent.return_url, "url": address}, "type": "redirect_to_url"}
    sdk = {
        "directory_server_encryption": None,
        "merchant": books.account,
        "one_click_authn": None,
        "publishable_key": books.publishable_key,
        "server_transaction_id": text(books.random, 27),
        "source": f"payatt_{intent.id[3:20]}{text(books.random, 7)}",
        "stripe_js": address,
        "three_ds_method_url": "",
        "three_ds_optimizations": "k",
        "type": "three_d_secure_redirect",
    }
    return {"type": "use_stripe_sdk", "use_stripe_sdk": sdk}


# Authentication, and what a delayed method does.


def authenticated(books: Books, intent: PaymentIntent, succeeded: bool) -> Outcome:
    """The buyer comes back from the bank. A manual confirmation waits for the merchant's second confirm.

    Raises the refusal if nothing was asked of the buyer.
    """
    if intent.status != "requires_action" or intent.payment_method is None:
        raise errors.error(400, f"{intent.id} has a status of {intent.status}: nobody has to authenticate.")
    changes = Changes()
    method = find(books, PaymentMethod, intent.payment_method, "payment_method")
    if not succeeded:
        said = {"code": "payment_intent_authentication_failure", "message": AUTHENTICATION_FAILED}
        moved, told = intents.move(intent, "declined")
        moved = changes.put(replace(moved, last_payment_error=last_error(said, method)))
        changes.tell(told, moved)
        return changes.outcome(moved)
    intent = replace(intent, authenticated=True)
    if intent.confirmation_method == "manual":
        moved, _ = intents.move(intent, "authenticated")
        return changes.outcome(changes.put(moved))
    moved, _ = settle(books, changes, intent, method)
    return changes.outcome(moved)
