"""A debit: money that is on its way for days, and then arrives or does not. Not: cards, which answer at once.

The test side hurries: seconds, or three minutes for the accounts published as slow. The order of a debit's events and
the ids of its charge (`ch_`, where Stripe writes `py_`) are unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.provider import Later, Outcome
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes, find
from simulator.stripe.flows.payments import disputes, mandates
from simulator.stripe.flows.payments.attempt import keep, last_error, unassessed
from simulator.stripe.flows.payments.books import book_later
from simulator.stripe.flows.platform.sharing import terms
from simulator.stripe.resources import checkout_session as sessions
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources.charge import BORN, Charge
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.test_accounts import ACCOUNTS, ANY_FAILURE, FAILURES, REVOKES, Account
from simulator.world import Books

COMPLAINT = disputes.Complaint("debit_not_authorized")
"""The reason is unconfirmed; it is one of Stripe's."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What becomes of a debit. `failure` is a key of FAILURES; None for money that arrives."""

    failure: str | None = None
    disputed: bool = False


def begin(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod, mandate: str | None = None
) -> PaymentIntent:
    """Send a confirmed intent's debit on its way. Nothing follows by itself: see `follow`."""
    charge = changes.put(
        Charge(
            id=naming.of_payment(books, "ch_", intent.id),
            created=books.clock.now(),
            amount=intent.amount,
            currency=intent.currency,
            payment_intent=intent.id,
            method=method,
            status="pending",
            customer=intent.customer,
            description=intent.description,
            metadata=intent.metadata,
            receipt_email=intent.receipt_email,
            outcome=unassessed(books),
            mandate=mandate,
            session=intent.session,
            **terms(intent),
        )
    )
    moved, told = intents.move(intent, "delayed")
    moved = changes.put(replace(moved, latest_charge=charge.id, payment_method=method.id, acceptance=None))
    changes.tell(told, moved)
    changes.tell(BORN["pending"], charge)
    keep(changes, moved, method)
    return moved


def follow(books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod) -> None:
    """Let a debit end by itself on the world's clock, as its account decides."""
    account = ACCOUNTS.get(method.instrument or "")
    if account is not None and account.fate == "stays":
        return
    at = books.clock.precise() + _lasts(books, method, account)
    run = partial(arrive_later, intent_id=intent.id, charge_id=intent.latest_charge or "", arrival=_arrival(account))
    changes.later.append(Later(at, run))


def _lasts(books: Books, method: PaymentMethod, account: Account | None) -> float:
    if books.livemode:
        return policy.DEBIT_LASTS[method.type]
    return policy.DEBIT_SLOW_AFTER if account is not None and account.slow else policy.DEBIT_AFTER


def _arrival(account: Account | None) -> Arrival:
    return Arrival() if account is None else Arrival(account.failure, account.fate == "disputed")


def arrive_later(books: Books, intent_id: str, charge_id: str, arrival: Arrival) -> Outcome | None:
    """The bank has spoken; None if the debit was given up, or ended otherwise, meanwhile."""
    intent = books.objects.get(intent_id)
    if not isinstance(intent, PaymentIntent) or intent.status != "processing" or intent.latest_charge != charge_id:
        return None
    return complete(books, intent, arrival)


def complete(books: Books, intent: PaymentIntent, arrival: Arrival) -> Outcome:
    """The money has arrived after all, or it has not. Raises the refusal for an intent that is not processing."""
    if intent.status != "processing":
        raise errors.error(400, f"{intent.id} has a status of {intent.status}: nothing is on its way.")
    changes = Changes()
    pending = find(books, Charge, intent.latest_charge or "", "charge")
    ended, moved, told = _failed(pending, intent, arrival) if arrival.failure else _arrived(pending, intent)
    changes.put(ended)
    changes.tell(BORN[ended.status], ended)
    changes.put(moved)
    changes.tell(told, moved)
    if arrival.failure in REVOKES:
        mandates.end(books, changes, pending.mandate)
    if arrival.failure is None:
        _after_arrival(books, changes, ended, arrival)
    session = books.objects.get(intent.session or "")
    if isinstance(session, CheckoutSession) and session.status == "complete":
        after, types = sessions.move(session, "async failed" if arrival.failure else "async paid")
        changes.put(after)
        changes.tell(types, after)
    return changes.outcome(moved)


def _arrived(pending: Charge, intent: PaymentIntent) -> tuple[Charge, PaymentIntent, tuple[str, ...]]:
    ended = replace(pending, status="succeeded", captured=True, amount_captured=pending.amount, receipt=pending.id)
    return ended, *intents.move(intent, "approved")


def _failed(pending: Charge, intent: PaymentIntent, arrival: Arrival) -> tuple[Charge, PaymentIntent, tuple[str, ...]]:
    code = arrival.failure or ANY_FAILURE
    ended = replace(pending, status="failed", captured=False, failure_code=code, failure_message=FAILURES[code])
    moved, told = intents.move(intent, "declined")
    said: Mapping[str, Any] = {"charge": ended.id, "code": code, "message": FAILURES[code]}
    return ended, replace(moved, last_payment_error=last_error(said, pending.method)), told


def _after_arrival(books: Books, changes: Changes, charge: Charge, arrival: Arrival) -> None:
    booked = partial(book_later, charge_id=charge.id)
    changes.later.append(Later(books.clock.precise() + policy.BALANCE_AFTER, booked))
    if arrival.disputed:
        disputed = partial(dispute_later, charge_id=charge.id)
        changes.later.append(Later(books.clock.precise() + policy.DISPUTED_AFTER, disputed))


def give_up(books: Books, changes: Changes, intent: PaymentIntent) -> None:
    """Call back what is on its way because its intent was canceled. How Stripe shows that is unconfirmed."""
    pending = books.objects.get(intent.latest_charge or "")
    if isinstance(pending, Charge) and pending.status == "pending":
        ended = changes.put(replace(pending, status="failed", captured=False))
        changes.tell(BORN["failed"], ended)


def dispute_later(books: Books, charge_id: str) -> Outcome | None:
    """The account's holder disputes the debit; None if there is nothing left of it."""
    charge = books.objects.get(charge_id)
    if not isinstance(charge, Charge) or charge.dispute is not None or charge.refundable < 1:
        return None
    return disputes.begin(books, charge, COMPLAINT)
