"""A hold: captured, let go, or run out. Not: making one, which a confirmation does."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Changes, Command, find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.payments.books import book, told_of
from simulator.stripe.flows.platform.sharing import check, known, terms
from simulator.stripe.resources import charge as charges
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.world import Books


def capture_intent(command: Command) -> Outcome:
    """POST /v1/payment_intents/{intent}/capture. Raises the refusal for a wrong state or amount."""
    intent = find(command.books, PaymentIntent, command.ids[0])
    amount = command.params.get("amount_to_capture")
    if amount is not None and amount < 0:
        raise errors.negative("amount_to_capture")
    if amount == 0:
        raise errors.too_small("amount")
    if intent.status != "requires_capture":
        if intent.status == "succeeded" and _partly_captured(command.books, intent):
            raise payment_errors.nothing_left_to_capture()
        raise payment_errors.cannot_capture(intent.status)
    intent = with_last_terms(command, intent)
    return capture(command.books, intent, amount, command.params.get("metadata"))


def with_last_terms(command: Command, intent: PaymentIntent) -> PaymentIntent:
    """Return the intent shared as a capture's parameters say; only amounts can be changed so late."""
    params = command.params
    asked = dict(terms(intent))
    if "application_fee_amount" in params:
        asked["application_fee_amount"] = params["application_fee_amount"]
    if params.get("transfer_data"):
        asked["transfer_data"] = {**(intent.transfer_data or {}), **params["transfer_data"]}
    if asked == terms(intent):
        return intent
    check(command.books, asked)
    return replace(intent, application_fee_amount=asked["application_fee_amount"], transfer_data=asked["transfer_data"])


def capture(
    books: Books, intent: PaymentIntent, amount: int | None = None, metadata: dict[str, str] | None = None
) -> Outcome:
    """Take `amount` (None: all) of what is held and release the rest. Raises the refusal for more than that."""
    taken = intent.amount_capturable if amount is None else amount
    if taken > intent.amount_capturable:
        raise payment_errors.captures_too_much()
    changes = Changes()
    return changes.outcome(take(books, changes, intent, taken, metadata))


def take(
    books: Books, changes: Changes, intent: PaymentIntent, taken: int, metadata: dict[str, str] | None = None
) -> PaymentIntent:
    """Book `taken` of a hold, which these changes may have made, and return the intent that has received it."""
    held = known(changes, books, Charge, intent.latest_charge) or find(books, Charge, intent.latest_charge or "")
    booked = book(books, changes, replace(held, **terms(intent)), taken)
    charge, told = charges.captured(booked, taken)
    changes.put(charge)
    changes.tell(told, charge, {"amount_captured": 0, "captured": False, **told_of(held, booked)})
    moved, told = intents.move(intent, "captured", taken)
    if metadata:
        moved = replace(moved, metadata={**moved.metadata, **metadata})
    changes.put(moved)
    changes.tell(told, moved)
    return moved


def release(books: Books, changes: Changes, intent: PaymentIntent) -> None:
    """Let a hold go because its intent was canceled: the charge stays as it is, for nothing was taken.

    Source: Stripe Support, "Changes to balance transaction behavior for partial capture and payment cancellation
    flows"; what versions before basil show instead stands in versions/.
    """
    held = books.objects.get(intent.latest_charge or "")
    if not isinstance(held, Charge) or held.captured or held.status != "succeeded":
        return
    charge, told = charges.released(held)
    changes.put(charge)
    changes.tell(told, charge)


def expire_hold(books: Books, intent_id: str) -> Outcome | None:
    """The authorisation has run out: the charge expires and the intent is canceled."""
    intent = books.objects.get(intent_id)
    if not isinstance(intent, PaymentIntent) or intent.status != "requires_capture":
        return None
    changes = Changes()
    charge, told = charges.expired(find(books, Charge, intent.latest_charge or "", "charge"))
    changes.put(charge)
    changes.tell(told, charge)
    moved, told = intents.move(intent, "canceled")
    moved = changes.put(replace(moved, canceled_at=books.clock.now(), cancellation_reason="expired"))
    changes.tell(told, moved)
    return changes.outcome(moved)


def _partly_captured(books: Books, intent: PaymentIntent) -> bool:
    charge = books.objects.get(intent.latest_charge or "")
    return isinstance(charge, Charge) and charge.manual and charge.amount_captured < charge.amount
