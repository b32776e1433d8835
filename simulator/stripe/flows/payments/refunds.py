"""Refunds: made by the merchant, then told of by the bank, later or at once. Not: letting an uncaptured hold go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.money import shown
from simulator.provider import Later, Outcome
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Changes, Command, find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.payments.books import book_now, of_refund, of_refund_failed
from simulator.stripe.flows.platform.sharing import Unshared, check_unshared, unshare
from simulator.stripe.resources import charge as charges
from simulator.stripe.resources import refund as refunds
from simulator.stripe.resources.cash_balance import KIND
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.refund import Refund
from simulator.stripe.test_values import INSTRUMENTS
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

ONLY_REFUNDED = Unshared()


def create(command: Command) -> Outcome:
    """POST /v1/refunds, of a charge or of an intent's charge."""
    params = command.params
    charge = _target(command.books, params)
    amount = params.get("amount")
    if amount is not None and amount < 1:
        raise errors.too_small("amount")
    metadata = merged_metadata({}, params.get("metadata") or {})
    back = Unshared(bool(params.get("refund_application_fee")), bool(params.get("reverse_transfer")))
    email = params.get("instructions_email")
    return give_back(command.books, charge, amount, params.get("reason"), metadata, back, email)


def _target(books: Books, params: Mapping[str, Any]) -> Charge:
    if params.get("origin") is not None:
        raise errors.not_simulated("returning a customer's cash balance", "origin")
    if params.get("charge") is not None:
        charge = find(books, Charge, params["charge"], "charge")
        if params.get("payment_intent") not in (None, charge.payment_intent):
            raise errors.exclusive("payment_intent", "charge")
        return charge
    if params.get("payment_intent") is None:
        raise errors.one_of("payment_intent", "charge")
    intent = find(books, PaymentIntent, params["payment_intent"], "payment_intent")
    latest = books.objects.get(intent.latest_charge or "")
    if not isinstance(latest, Charge) or latest.status != "succeeded":
        raise payment_errors.nothing_to_refund(intent.id)
    return latest


def give_back(
    books: Books,
    charge: Charge,
    amount: int | None = None,
    reason: str | None = None,
    metadata: Mapping[str, str] | None = None,
    back: Unshared = ONLY_REFUNDED,
    email: str | None = None,
) -> Outcome:
    """Refund `amount` (None: all that is left) of a charge. Raises the refusal for more, or for nothing left.

    What was shared stays where it is unless `back` says otherwise, also when the refund fails later (unconfirmed).
    """
    wanted = _refundable(charge, amount)
    changes = Changes()
    if back and charge.balance_transaction is None:
        charge = book_now(books, changes, charge)
    check_unshared(charge, back)
    manner = _manner(charge)
    refund_id = naming.of_payment(books, "re_", charge.payment_intent)
    row = of_refund(books, changes, charge, refund_id, wanted)
    refund = Refund(
        id=refund_id,
        created=books.clock.now(),
        amount=wanted,
        currency=charge.currency,
        charge=charge.id,
        payment_intent=charge.payment_intent,
        payment_method=charge.method.id,
        customer=charge.customer,
        status="pending" if manner == "pending" else "succeeded",
        balance_transaction=row.id,
        instructions_email=email,
        metadata=metadata or {},
        reason=reason,
        session=charge.session,
    )
    refund, row = unshare(books, changes, charge, refund, row, back)
    changes.put(row)
    changes.put(refund)
    changes.tell("refund.created", refund)
    after, told = charges.refunded(charge, wanted)
    changes.put(after)
    previous: dict[str, Any] = {"amount_refunded": charge.amount_refunded}
    changes.tell(told, after, previous | ({"refunded": False} if after.refunded else {}))
    changes.later.append(_follow_up(books, refund, manner))
    return changes.outcome(refund)


def _refundable(charge: Charge, amount: int | None) -> int:
    """Return what is to be given back. Raises the refusal for what cannot be."""
    if charge.source_transfer is not None:
        raise errors.not_simulated("a refund of what a transfer brought; reverse the transfer", "charge")
    if charge.refunded:
        raise payment_errors.already_refunded(charge.id)
    if charge.status != "succeeded":
        raise payment_errors.charge_not_refundable(charge.id, f"has a status of {charge.status}")
    if charge.charged_back:
        raise payment_errors.charge_disputed(charge.id)
    if not charge.captured:
        raise payment_errors.charge_not_refundable(charge.id, "has not been captured; cancel its PaymentIntent instead")
    wanted = charge.refundable if amount is None else amount
    if wanted > charge.refundable:
        raise payment_errors.refund_too_large(shown(wanted, charge.currency), shown(charge.refundable, charge.currency))
    return wanted


def _manner(charge: Charge) -> str:
    """Return how a refund ends. A bank transfer's goes to the account that the transfer came from (unconfirmed)."""
    if charge.method.type == KIND:
        return "pending"
    instrument = INSTRUMENTS.get(charge.method.instrument or "")
    return instrument.refund if instrument else "at_once"


def _follow_up(books: Books, refund: Refund, manner: str) -> Later:
    now = books.clock.precise()
    if manner == "fails":
        return Later(now + policy.REFUND_SETTLES_AFTER, partial(fail_later, refund_id=refund.id))
    if manner == "pending":
        return Later(now + policy.REFUND_SETTLES_AFTER, partial(settle_later, refund_id=refund.id))
    return Later(now + policy.REFUND_REFERENCE_AFTER, partial(reference_later, refund_id=refund.id))


# What the bank does by itself.


def reference_later(books: Books, refund_id: str) -> Outcome | None:
    """The acquirer's reference arrives: the recorded pair of `refund.updated` and `charge.refund.updated`."""
    refund = books.objects.get(refund_id)
    if not isinstance(refund, Refund) or refund.status != "succeeded" or refund.reference is not None:
        return None
    changes = Changes()
    reference = "".join(books.random.choices("0123456789", k=23))
    moved, told = refunds.move(replace(refund, reference=reference), "reference arrived")
    changes.put(moved)
    # A list or hash inside is shown whole: how Stripe shows this one is unconfirmed.
    changes.tell(told, moved, {"destination_details": {"card": {"reference_status": "pending"}}})
    return changes.outcome(moved)


def settle_later(books: Books, refund_id: str) -> Outcome | None:
    """A pending refund goes through."""
    refund = books.objects.get(refund_id)
    if not isinstance(refund, Refund) or refund.status != "pending":
        return None
    changes = Changes()
    moved, told = refunds.move(refund, "settled")
    changes.put(moved)
    changes.tell(told, moved, {"status": "pending"})
    return changes.outcome(moved)


def fail_later(books: Books, refund_id: str) -> Outcome | None:
    """A refund that had succeeded fails: the money is back in the books.

    That the charge's sum is smaller again is unconfirmed; so a reader of the charge and one of its refunds agree.
    """
    refund = books.objects.get(refund_id)
    if not isinstance(refund, Refund) or refund.status not in ("succeeded", "pending"):
        return None
    changes = Changes()
    row = changes.put(of_refund_failed(books, refund))
    charge = find(books, Charge, refund.charge, "charge")
    changes.put(charges.refund_failed(charge, refund.amount))
    moved, told = refunds.move(refund, "failed")
    reason = "expired_or_canceled_card" if charge.method.card else "unknown"
    moved = replace(moved, failure_balance_transaction=row.id, failure_reason=reason)
    changes.put(moved)
    previous = {"failure_balance_transaction": None, "failure_reason": None, "status": refund.status}
    changes.tell(told, moved, previous)
    return changes.outcome(moved)


# Reading back and changing.


def update(command: Command) -> Outcome:
    """POST /v1/refunds/{refund}: metadata only."""
    before = find(command.books, Refund, command.ids[0])
    metadata = merged_metadata(before.metadata, command.params.get("metadata", {}))
    changes = Changes()
    after = changes.put(replace(before, metadata=metadata))
    if after != before:
        previous = {"metadata": {key: before.metadata.get(key) for key in _differing(before.metadata, metadata)}}
        changes.tell(("refund.updated", "charge.refund.updated"), after, previous)
    return changes.outcome(after)


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def cancel(command: Command) -> Outcome:
    """POST /v1/refunds/{refund}/cancel: a card's refund never waits for anybody, so it is always refused."""
    find(command.books, Refund, command.ids[0])
    raise payment_errors.cannot_cancel_refund()
