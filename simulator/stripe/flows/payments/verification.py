"""An account is proved to be its holder's, for a payment or a setup that waits for it. Not: when that is needed."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe.command import Changes, Command, find
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.flows.payments import confirmation, deposits, intents
from simulator.stripe.flows.setup import setting_up, setups
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.world import Books

ENDS = frozenset({"attempts_exceeded", "timeout"})
"""What cannot be tried again: the intent needs another method."""


def verify_payment(command: Command) -> Outcome:
    """POST /v1/payment_intents/{intent}/verify_microdeposits."""
    return _guessed(command, intents.opened(command))


def verify_setup(command: Command) -> Outcome:
    """POST /v1/setup_intents/{intent}/verify_microdeposits."""
    return _guessed(command, setups.opened(command))


def _guessed(command: Command, intent: PaymentIntent | SetupIntent) -> Outcome:
    """Judge a guess. A wrong one is remembered and refused; the last one ends the attempt."""
    if not deposits.awaited(intent):
        noun = "SetupIntent" if isinstance(intent, SetupIntent) else "PaymentIntent"
        raise setup_errors.cannot_verify(noun, intent.status)
    found = deposits.judged(command.books, command.params, intent.tries)
    if found == "verified":
        return verified(command.books, intent)
    refusal = setup_errors.microdeposits(found)
    if found in ENDS:
        return replace(unverified(command.books, intent, found), error=refusal, status=refusal.status)
    changes = Changes()
    return changes.outcome(changes.put(replace(intent, tries=intent.tries + 1)), refusal)


def verified(books: Books, intent: PaymentIntent | SetupIntent) -> Outcome:
    """The account is its holder's: the debit leaves, or the method is set up."""
    changes = Changes()
    found = find(books, PaymentMethod, intent.payment_method or "", "payment_method")
    method = changes.put(replace(found, verified=True))
    if isinstance(intent, PaymentIntent):
        return changes.outcome(confirmation.debit(books, changes, intent, method))
    _, tried = setting_up.tried_with(books, intent)
    moved, _ = setting_up.set_up(books, changes, intent, method, tried)
    return changes.outcome(moved)


def unverified(books: Books, intent: PaymentIntent | SetupIntent, why: str) -> Outcome:
    """Nobody has proved whose the account is. `why` is a key of setup_errors.MICRODEPOSITS."""
    changes = Changes()
    said = {"code": setup_errors.microdeposit_code(why), "message": setup_errors.MICRODEPOSITS[why]}
    method = find(books, PaymentMethod, intent.payment_method or "", "payment_method")
    if isinstance(intent, PaymentIntent):
        return changes.outcome(confirmation.fail(changes, intent, method, said))
    _, tried = setting_up.tried_with(books, intent)
    moved, _ = setting_up.declined(changes, intent, method, tried, said)
    return changes.outcome(moved)
