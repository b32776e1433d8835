"""A setup intent is confirmed: whose method, must the buyer authenticate, what the bank says. Not: calls.

Events as documented: the intent's own, then `payment_method.attached`. What a card does when it is set up is what it
does when it is attached, for both ask the bank without money; that is unconfirmed for cards that are only made to fail
when they are charged.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.provider import Later, Outcome, Refusal
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes, find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.flows.payments import deposits, kinds, mandates
from simulator.stripe.flows.payments.attempt import authenticated_by, last_error, seen, verdict_of
from simulator.stripe.flows.payments.challenges import Manner, challenged, way_to_the_bank
from simulator.stripe.resources import payment_method as methods
from simulator.stripe.resources import setup_attempt as attempts
from simulator.stripe.resources import setup_intent as intents
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.setup_attempt import SetupAttempt
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.test_accounts import ACCOUNTS
from simulator.stripe.test_values import AUTHENTICATION_FAILED, INSTRUMENTS, Decline
from simulator.world import Books


def confirm(
    books: Books, changes: Changes, intent: SetupIntent, method: PaymentMethod | None, manner: Manner
) -> tuple[SetupIntent, Refusal | None]:
    """Confirm a setup intent with a method. Returns it afterwards, and the 402 that the caller is answered, if any.

    Raises the refusal for a state that cannot be confirmed, a missing method, and a missing mandate.
    """
    if intent.status not in intents.CONFIRMABLE:
        raise setup_errors.cannot_confirm(intent.status)
    if method is None:
        raise setup_errors.nothing_to_confirm_with()
    kinds.check_method(intent.payment_method_types, method, "SetupIntent")
    acceptance = manner.acceptance
    if method.type in kinds.DELAYED:
        mandates.check(books, method, acceptance, manner.mandate, "SetupIntent")
    give_up(books, changes, intent)
    intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    tried = _attempt(books, intent, method)
    intent = replace(intent, payment_method=method.id, latest_attempt=tried.id, acceptance=acceptance, tries=0)
    if not method.verified:
        deposits.check_way(intent)
        moved = _asked(changes, intent, tried, deposits.next_action(books))
        _deposits_may_fail(books, changes, moved, method)
        return moved, None
    if challenged(books, intent, method, manner):
        return _asked(changes, intent, tried, way_to_the_bank(books, intent, manner)), None
    return set_up(books, changes, intent, method, tried)


def _attempt(books: Books, intent: SetupIntent, method: PaymentMethod) -> SetupAttempt:
    return SetupAttempt(
        id=naming.long(books, "setatt_"),
        created=books.clock.now(),
        setup_intent=intent.id,
        method=method,
        usage=intent.usage,
        customer=intent.customer,
        on_behalf_of=intent.on_behalf_of,
    )


def _asked(changes: Changes, intent: SetupIntent, tried: SetupAttempt, action: Mapping[str, Any]) -> SetupIntent:
    """Wait for the buyer."""
    waiting, _ = attempts.move(tried, "challenged")
    changes.put(waiting)
    moved, told = intents.move(intent, "challenged")
    moved = changes.put(replace(moved, next_action=action))
    changes.tell(told, moved)
    return moved


def give_up(books: Books, changes: Changes, intent: SetupIntent) -> None:
    """End the attempt that waits for a buyer who is not asked any more."""
    tried = books.objects.get(intent.latest_attempt or "")
    if isinstance(tried, SetupAttempt) and tried.status == "requires_action":
        changes.put(attempts.move(tried, "given up")[0])


def verdict(books: Books, method: PaymentMethod) -> Decline | None:
    """Return why the bank does not let this card be set up, or None."""
    instrument = INSTRUMENTS.get(method.instrument or "")
    if instrument is not None and instrument.attaches and not books.livemode:
        return None
    return verdict_of(books, method)


def set_up(
    books: Books, changes: Changes, intent: SetupIntent, method: PaymentMethod, tried: SetupAttempt
) -> tuple[SetupIntent, Refusal | None]:
    """Ask the bank, and write down what it says; a method that is set up becomes the customer's."""
    decline = verdict(books, method)
    method = changes.put(seen(method))
    tried = replace(tried, method=method)
    if decline is not None:
        said = {
            "advice_code": decline.advice_code,
            "code": decline.code,
            "decline_code": decline.decline_code,
            "message": decline.message,
            "network_advice_code": decline.network_advice_code,
            "network_decline_code": decline.network_decline_code,
            "param": decline.param,
        }
        return declined(changes, intent, method, tried, said)
    owned = method.customer is None and intent.customer is not None
    method = replace(method, set_up=method.set_up or intent.usage == "off_session")
    method = changes.put(methods.attached(method, intent.customer) if owned and intent.customer else method)
    changes.put(attempts.move(tried, "set up")[0])
    moved, told = intents.move(intent, "set up")
    if method.type in kinds.DELAYED:
        moved = replace(moved, mandate=_mandate(books, changes, moved, method), acceptance=None)
    changes.put(moved)
    changes.tell(told, moved)
    if owned:
        changes.tell("payment_method.attached", method)
    return moved, None


def _mandate(books: Books, changes: Changes, intent: SetupIntent, method: PaymentMethod) -> str:
    if intent.acceptance is not None:
        return mandates.give(books, changes, method, intent.acceptance, None).id
    found = mandates.standing(books, method, None)
    assert found is not None  # noqa: S101 - the confirmation has looked for it
    return found.id


def declined(
    changes: Changes, intent: SetupIntent, method: PaymentMethod, tried: SetupAttempt, said: Mapping[str, Any]
) -> tuple[SetupIntent, Refusal]:
    """Write down that the method could not be set up; returns the refusal that a confirming caller is answered."""
    error = last_error(said, method)
    error.pop("payment_method_type", None)  # recorded: absent here, where a payment's error has it
    failed, _ = attempts.move(tried, "declined")
    changes.put(replace(failed, setup_error=error))
    moved, told = intents.move(intent, "declined")
    moved = changes.put(replace(moved, last_setup_error=error))
    changes.tell(told, moved)
    extra = {key: value for key, value in said.items() if key not in ("message", "code", "decline_code", "param")}
    refusal = payment_errors.card_error(
        said["message"],
        code=said["code"],
        decline_code=said.get("decline_code"),
        param=said.get("param"),
        extra={**extra, "setup_intent": moved, "payment_method": method},
    )
    return moved, refusal


# What the buyer and the bank do.


def tried_with(books: Books, intent: SetupIntent) -> tuple[PaymentMethod, SetupAttempt]:
    """Return the method and the attempt that an intent waits with."""
    method = find(books, PaymentMethod, intent.payment_method or "", "payment_method")
    return method, find(books, SetupAttempt, intent.latest_attempt or "", "latest_attempt")


def authenticated(books: Books, intent: SetupIntent, succeeded: bool) -> Outcome:
    """The buyer comes back from the bank. Raises the refusal if nothing was asked of the buyer."""
    if intent.status != "requires_action" or deposits.awaited(intent):
        raise errors.error(400, f"{intent.id} has a status of {intent.status}: nobody has to authenticate.")
    changes = Changes()
    method, tried = tried_with(books, intent)
    if not succeeded:
        said = {"code": "setup_intent_authentication_failure", "message": AUTHENTICATION_FAILED}
        moved, _ = declined(changes, intent, method, tried, said)
        return changes.outcome(moved)
    tried = replace(tried, three_d_secure=authenticated_by(books))
    moved, _ = set_up(books, changes, intent, method, tried)
    return changes.outcome(moved)


def _deposits_may_fail(books: Books, changes: Changes, intent: SetupIntent, method: PaymentMethod) -> None:
    account = ACCOUNTS.get(method.instrument or "")
    if account is not None and not account.deposits:
        fail = partial(deposits_fail_later, intent_id=intent.id)
        changes.later.append(Later(books.clock.precise() + policy.DEBIT_AFTER, fail))


def deposits_fail_later(books: Books, intent_id: str) -> Outcome | None:
    """No deposit reaches the account; None if nobody waits for one any more."""
    intent = books.objects.get(intent_id)
    if not isinstance(intent, SetupIntent) or not deposits.awaited(intent):
        return None
    changes = Changes()
    method, tried = tried_with(books, intent)
    said = {"code": deposits.FAILED, "message": deposits.NOT_SENT}
    moved, _ = declined(changes, intent, method, tried, said)
    return changes.outcome(moved)
