"""A confirmation: whose method, may it be used, must the buyer authenticate, then the attempt. Not: the charge."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.provider import Later, Outcome, Refusal
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes, find
from simulator.stripe.errors import cash_balances as cash_errors
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.flows.payments import bank_transfers, debits, deposits, funding, kinds, mandates
from simulator.stripe.flows.payments.attempt import as_refusal, attempt, last_error
from simulator.stripe.flows.payments.capture import expire_hold
from simulator.stripe.flows.payments.challenges import Manner, challenged, way_to_the_bank
from simulator.stripe.flows.people import accounts
from simulator.stripe.flows.people.instruments import from_test_id, from_token, of_number
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.test_accounts import ACCOUNTS
from simulator.stripe.test_values import AUTHENTICATION_FAILED, AUTHENTICATION_REQUIRED
from simulator.world import Books

NO_ACTIONS_WANTED = (
    "This payment required an authentication action to complete, but `error_on_requires_action` was set. When you're "
    "ready, you can upgrade your integration to handle actions at "
    "https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions."
)


# Which method.


def chosen_method(
    books: Books, changes: Changes, intent: PaymentIntent | SetupIntent, params: Mapping[str, Any]
) -> PaymentMethod | None:
    """Return the method that the parameters name or describe, else the intent's own; None if there is neither.

    A test id or a description becomes a new method. Raises the refusal for a method that may not be used here.
    """
    described = params.get("payment_method_data")
    if described is not None:
        return changes.put(described_method(books, changes, described))
    given = params.get("payment_method") or intent.payment_method
    if given is None:
        return None
    made = from_test_id(books, given)
    if made is not None:
        return changes.put(made)
    method = find(books, PaymentMethod, given, "payment_method")
    _may_use(intent, method)
    return method


def described_method(books: Books, changes: Changes, described: Mapping[str, Any]) -> PaymentMethod:
    """Return a new method from a hash with a type, and a card's number or token, or an account's numbers.

    A token is used up by it.
    """
    kind = described.get("type", "card")
    fields: dict[str, Any] = {"billing_details": described.get("billing_details") or {}}
    fields["metadata"] = described.get("metadata") or {}
    if "allow_redisplay" in described:
        fields["allow_redisplay"] = described["allow_redisplay"]
    if kind in kinds.DELAYED:
        part = described.get(kind)
        return accounts.described(books, kind, part if isinstance(part, Mapping) else {}, **fields)
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
        return from_token(books, changes, card["token"], **fields)
    return of_number(books, card, **fields)


def _shown_details(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is shown of an account: never its number, only how it ends."""
    number = next((str(given[name]) for name in ("account_number", "iban") if name in given), None)
    shown = {key: value for key, value in given.items() if key not in ("account_number", "iban")}
    return shown | ({"last4": number[-4:]} if number else {})


def _may_use(intent: PaymentIntent | SetupIntent, method: PaymentMethod) -> None:
    if method.customer is None:
        if method.used:
            raise payment_errors.method_used_up()
    elif intent.customer is None and isinstance(intent, SetupIntent):
        raise setup_errors.method_needs_its_customer(method.id, method.customer)
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
    kinds.check_method(intent.payment_method_types, method, "PaymentIntent")
    if method.type in kinds.FROM_BALANCE:
        return _from_balance(books, changes, intent, method)
    intent = funding.give_back(books, changes, intent)
    if method.type in kinds.DELAYED:
        return _debit(books, changes, intent, method, manner), None
    if intent.authenticated and intent.payment_method != method.id:
        intent = replace(intent, authenticated=False)
    intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    intent = replace(intent, payment_method=method.id)
    if not intent.authenticated and challenged(books, intent, method, manner):
        return _challenge(books, changes, intent, method, manner)
    return settle(books, changes, intent, method)


def _debit(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod, manner: Manner
) -> PaymentIntent:
    """Debit an account, or first have its holder prove whose it is. Raises the refusal if nobody has permitted it."""
    kinds.check_currency((method.type,), intent.currency)
    if intent.capture_method == "manual":
        raise setup_errors.no_manual_capture(method.type)
    mandates.check(books, method, manner.acceptance, manner.mandate, "PaymentIntent")
    acceptance = manner.acceptance if manner.mandate is None else None
    intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    intent = replace(intent, payment_method=method.id, acceptance=acceptance, tries=0)
    if method.verified:
        return debit(books, changes, intent, method, manner.mandate)
    deposits.check_way(intent)
    moved, told = intents.move(intent, "challenged")
    moved = changes.put(replace(moved, next_action=deposits.next_action(books)))
    changes.tell(told, moved)
    account = ACCOUNTS.get(method.instrument or "")
    if account is not None and not account.deposits:
        fail = partial(deposits_fail_later, intent_id=intent.id)
        changes.later.append(Later(books.clock.precise() + policy.DEBIT_AFTER, fail))
    return moved


def debit(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod, mandate_id: str | None = None
) -> PaymentIntent:
    """Send the debit on its way, under the permission that was given with it or stands; it ends by itself."""
    if intent.acceptance is not None:
        once = None if intent.setup_future_usage else (intent.amount, intent.currency)
        mandate = mandates.give(books, changes, method, intent.acceptance, once)
    else:
        found = mandates.standing(books, method, mandate_id)
        assert found is not None  # noqa: S101 - the confirmation has looked for it
        mandate = found
    moved = debits.begin(books, changes, intent, method, mandate.id)
    debits.follow(books, changes, moved, method)
    return moved


NOT_ENOUGH = "The customer's cash balance is too small for this payment, and no bank transfer may fill it."


def _from_balance(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod
) -> tuple[PaymentIntent, Refusal | None]:
    """Pay with what the customer has, or tell where the rest is to be sent. Raises the refusals for what cannot be.

    Without a bank transfer the payment fails if there is not enough (Stripe, "Customer balance"); as what it fails is
    unconfirmed. A balance that its merchant reconciles by hand is used by such a payment alone (unconfirmed, too).
    """
    if intent.customer is None:
        raise cash_errors.needs_a_customer()
    kinds.check_currency((method.type,), intent.currency)
    if intent.capture_method == "manual":
        raise setup_errors.no_manual_capture(method.type)
    transfer = bank_transfers.type_of(intent)
    intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    intent = replace(intent, payment_method=method.id)
    usable = funding.usable(books, changes, intent, by_hand=transfer is None)
    if transfer is None and intent.funded + usable < intent.amount:
        intent = funding.give_back(books, changes, intent)
        said = {"code": "payment_intent_payment_attempt_failed", "message": NOT_ENOUGH}
        failed = fail(changes, intent, method, said)
        return failed, as_refusal(said, failed, method)
    if usable:
        intent = funding.apply(books, changes, intent, usable)
    if transfer is None or intent.status == "succeeded":
        return intent, None
    moved, told = intents.move(intent, "challenged")
    moved = changes.put(replace(moved, next_action=bank_transfers.instructions(books, moved, transfer)))
    changes.tell(told, moved)
    return moved, None


def settle(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod, amount: int | None = None
) -> tuple[PaymentIntent, Refusal | None]:
    """Attempt the charge; a hold that is never captured runs out by itself."""
    done = attempt(books, changes, intent, method, amount)
    if done.charge.capture_before is not None:
        changes.later.append(Later(done.charge.capture_before, partial(expire_hold, intent_id=intent.id)))
    return done.intent, done.error


def _challenge(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod, manner: Manner
) -> tuple[PaymentIntent, Refusal | None]:
    if manner.off_session or manner.refuses_actions:
        message = AUTHENTICATION_REQUIRED if manner.off_session else NO_ACTIONS_WANTED
        return _unauthenticated(changes, intent, method, message)
    moved, told = intents.move(intent, "challenged")
    moved = changes.put(replace(moved, next_action=way_to_the_bank(books, moved, manner)))
    changes.tell(told, moved)
    return moved, None


def _unauthenticated(
    changes: Changes, intent: PaymentIntent, method: PaymentMethod, message: str
) -> tuple[PaymentIntent, Refusal]:
    """Nobody is there to authenticate: refused before the network is asked, so there is no charge."""
    said = {"code": "authentication_required", "decline_code": "authentication_required", "message": message}
    moved = fail(changes, intent, method, said)
    return moved, as_refusal(said, moved, method)


def fail(changes: Changes, intent: PaymentIntent, method: PaymentMethod, said: Mapping[str, Any]) -> PaymentIntent:
    """End an attempt of which no bank was asked: there is no charge."""
    moved, told = intents.move(intent, "declined")
    moved = changes.put(replace(moved, last_payment_error=last_error(said, method)))
    changes.tell(told, moved)
    return moved


# Authentication, and accounts that no deposit reaches.


def authenticated(books: Books, intent: PaymentIntent, succeeded: bool) -> Outcome:
    """The buyer comes back from the bank. A manual confirmation waits for the merchant's second confirm.

    Raises the refusal if nothing was asked of the buyer.
    """
    waits = deposits.awaited(intent) or bank_transfers.awaited(intent)
    if intent.status != "requires_action" or intent.payment_method is None or waits:
        raise errors.error(400, f"{intent.id} has a status of {intent.status}: nobody has to authenticate.")
    changes = Changes()
    method = find(books, PaymentMethod, intent.payment_method, "payment_method")
    if not succeeded:
        said = {"code": "payment_intent_authentication_failure", "message": AUTHENTICATION_FAILED}
        return changes.outcome(fail(changes, intent, method, said))
    intent = replace(intent, authenticated=True)
    if intent.confirmation_method == "manual":
        moved, _ = intents.move(intent, "authenticated")
        return changes.outcome(changes.put(moved))
    moved, _ = settle(books, changes, intent, method)
    return changes.outcome(moved)


def deposits_fail_later(books: Books, intent_id: str) -> Outcome | None:
    """No deposit reaches the account; None if nobody waits for one any more."""
    intent = books.objects.get(intent_id)
    if not isinstance(intent, PaymentIntent) or not deposits.awaited(intent):
        return None
    changes = Changes()
    method = find(books, PaymentMethod, intent.payment_method or "", "payment_method")
    return changes.outcome(fail(changes, intent, method, {"code": deposits.FAILED, "message": deposits.NOT_SENT}))
