"""Payments v2: authorizations captured, renewed and voided; captures refunded. Not: how they came to be.

Source: PayPal, "Payments v2"; which refusal comes when is recorded where the tests say so.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.paypal import errors, naming, policy
from simulator.paypal.command import Changes, Command, Plain, Shown, as_asked, find
from simulator.paypal.flows import paying
from simulator.paypal.flows.amounts import read
from simulator.paypal.resources.order import Order
from simulator.paypal.resources.payment import (
    Authorization,
    Capture,
    Invoice,
    Refund,
    invoice_place,
    move_authorization,
    move_capture,
)
from simulator.paypal.resources.sale import Sale
from simulator.provider import Later, Outcome


def get_authorization(command: Command) -> Outcome:
    """GET /v2/payments/authorizations/{id}."""
    return Outcome(Shown(find(command.books, Authorization, command.ids[0], errors.not_found()), "alone"))


def get_capture(command: Command) -> Outcome:
    """GET /v2/payments/captures/{id}."""
    if isinstance(command.books.objects.get(command.ids[0]), Sale):
        raise errors.not_simulated("sales of subscriptions at Payments v2")
    return Outcome(Shown(find(command.books, Capture, command.ids[0], errors.not_found()), "alone"))


def get_refund(command: Command) -> Outcome:
    """GET /v2/payments/refunds/{id}."""
    missing = errors.not_found("refund_id", command.ids[0])
    return Outcome(Shown(find(command.books, Refund, command.ids[0], missing), "alone"))


def capture(command: Command) -> Outcome:
    """POST /v2/payments/authorizations/{id}/capture."""
    held, params = _held(command), command.params or {}
    changes = Changes(command.books)
    amount = _amount(params, held, "AUTH_CAPTURE_CURRENCY_MISMATCH")
    taken = take(changes, held, amount, params)
    return as_asked(command, taken, 201, changes)


def take(changes: Changes, held: Authorization, amount: int | None, params: Any) -> Capture:
    """Take of a hold what is asked for, or all that is left. Raises the refusal of what cannot be taken."""
    now = changes.books.clock.now()
    if held.status == "CAPTURED":
        raise errors.unprocessable("AUTHORIZATION_ALREADY_CAPTURED")
    if held.status == "VOIDED":
        raise errors.unprocessable("AUTHORIZATION_EXPIRED" if now >= held.expires else "AUTHORIZATION_VOIDED")
    if held.status in ("DENIED", "PENDING"):
        raise errors.unprocessable("AUTHORIZATION_DENIED")
    if now >= held.expires:
        raise errors.unprocessable("AUTHORIZATION_EXPIRED")
    if held.captures >= policy.CAPTURES_MOST:
        raise errors.unprocessable("MAX_CAPTURE_COUNT_EXCEEDED")
    left = held.amount - held.captured
    amount = left if amount is None else amount
    if amount <= 0 or held.captured + amount > most_of(held):
        raise errors.unprocessable("MAX_CAPTURE_AMOUNT_EXCEEDED", field="/amount/value", location="body")
    final = params.get("final_capture")
    if final is None:
        final = held.card and amount >= left  # recorded: true on cards, false on a wallet
    invoice_id = params.get("invoice_id") or held.invoice_id
    if params.get("invoice_id"):
        paying.claim(changes, params["invoice_id"])
    taken = Capture(
        id=naming.made(changes.books),
        order=held.order,
        reference_id=held.reference_id,
        created=now,
        updated=now,
        amount=amount,
        currency=held.currency,
        authorization=held.id,
        final=final,
        invoice_id=invoice_id,
        custom_id=held.custom_id,
        note=params.get("note_to_payer"),
        payee=held.payee,
        eligible=held.eligible,
        fee=policy.fee(amount, held.currency, card=held.card),
        processor=held.processor,
        network=held.network,
        card=held.card,
    )
    what = "captured" if final or held.captured + amount >= held.amount else "captured in part"
    after, _ = move_authorization(held, what, now)
    paying.show(changes, replace(after, captured=held.captured + amount, captures=held.captures + 1))
    paying.show(changes, taken)
    if params.get("invoice_id"):
        changes.put(Invoice(invoice_place(params["invoice_id"]), taken.id))
    changes.tell("PAYMENT.CAPTURE.COMPLETED", taken)
    return taken


def most_of(held: Authorization) -> int:
    """Return how much all captures of a hold may be, in minor units."""
    return min(held.amount * policy.OVER_CAPTURE_PERCENT // 100, held.amount + policy.OVER_CAPTURE_MOST)


def reauthorize(command: Command) -> Outcome:
    """POST /v2/payments/authorizations/{id}/reauthorize: too soon is checked before the state (recorded).

    What a successful one leads to is not recorded: here a new hold takes the place of the old one (unconfirmed).
    """
    held, params, now = _held(command), command.params or {}, command.now
    if now < held.created + policy.REAUTHORIZE_FROM or held.again:
        raise errors.unprocessable("REAUTHORIZATION_TOO_SOON")
    if held.status == "VOIDED":
        raise errors.unprocessable("AUTHORIZATION_VOIDED")
    if held.status != "CREATED":
        raise errors.unprocessable("AUTHORIZATION_ALREADY_CAPTURED")
    if held.card:
        raise errors.unprocessable("REAUTHORIZATION_NOT_SUPPORTED")
    amount = _amount(params, held, "AUTH_CURRENCY_MISMATCH")
    if amount is not None and amount > most_of(held):
        raise errors.unprocessable("AUTHORIZATION_AMOUNT_EXCEEDED", field="/amount/value", location="body")
    changes = Changes(command.books)
    renewed = replace(
        held,
        id=naming.made(command.books),
        amount=amount or held.amount,
        created=now,
        updated=now,
        again=True,
    )
    paying.show(changes, move_authorization(held, "replaced", now)[0])
    paying.show(changes, renewed)
    changes.tell("PAYMENT.AUTHORIZATION.CREATED", renewed)
    changes.later.append(Later(renewed.expires, partial(paying.expire_later, authorization=renewed.id)))
    return as_asked(command, renewed, 201, changes)


def void_call(command: Command) -> Outcome:
    """POST /v2/payments/authorizations/{id}/void: empty, or the object if it is preferred (recorded)."""
    held = find(command.books, Authorization, command.ids[0], errors.not_found("authorization_id", command.ids[0]))
    if held.status == "VOIDED":
        raise errors.unprocessable("PREVIOUSLY_VOIDED")
    if held.status == "CAPTURED":
        raise errors.unprocessable("PREVIOUSLY_CAPTURED")
    if held.status == "DENIED":
        raise errors.unprocessable("CANNOT_BE_VOIDED")
    changes = Changes(command.books)
    voided = void(changes, held)
    if command.called.minimal:
        return changes.outcome(Plain(None, (voided.id, voided.order)), 204)
    return changes.outcome(Shown(voided), 200)


def void(changes: Changes, held: Authorization) -> Authorization:
    """Release what is held and not captured."""
    voided, events = move_authorization(held, "voided", changes.books.clock.now())
    paying.show(changes, voided)
    for event in events:
        changes.tell(event, voided)
    return voided


def refund(command: Command) -> Outcome:
    """POST /v2/payments/captures/{id}/refund: without an amount all that is left."""
    if isinstance(command.books.objects.get(command.ids[0]), Sale):
        raise errors.not_simulated("sales of subscriptions at Payments v2: refund them at /v1/payments/sale")
    missing = errors.not_found("capture_id", command.ids[0])
    taken, params = find(command.books, Capture, command.ids[0], missing), command.params or {}
    amount = _amount(params, taken, "REFUND_CAPTURE_CURRENCY_MISMATCH")
    changes = Changes(command.books)
    given = give_back(changes, taken, amount, params)
    return as_asked(command, given, 201, changes)


def give_back(changes: Changes, taken: Capture, amount: int | None, params: Any) -> Refund:
    """Refund a capture. Raises the refusal of what cannot be refunded."""
    if taken.status == "REFUNDED":
        raise errors.unprocessable("CAPTURE_FULLY_REFUNDED")
    if taken.status == "PENDING":
        raise errors.unprocessable("PENDING_CAPTURE")
    if taken.status not in ("COMPLETED", "PARTIALLY_REFUNDED"):
        raise errors.unprocessable("REFUND_NOT_ALLOWED")
    if taken.dispute is not None:
        raise errors.unprocessable("TRANSACTION_DISPUTED")
    if changes.books.clock.now() > taken.created + policy.REFUND_WITHIN:
        raise errors.unprocessable("REFUND_TIME_LIMIT_EXCEEDED")
    if taken.refunds >= policy.REFUNDS_MOST:
        raise errors.unprocessable("MAX_NUMBER_OF_REFUNDS_EXCEEDED")
    left = taken.amount - taken.refunded
    if amount is not None and amount > left:
        raise errors.unprocessable("REFUND_AMOUNT_EXCEEDED", field="/amount/value", location="body")
    return return_money(changes, taken, left if amount is None else amount, params)


def return_money(changes: Changes, taken: Capture, amount: int, params: Any, *, reversal: bool = False) -> Refund:
    """Let `amount` go back to the buyer: by the merchant, or (a reversal) by PayPal."""
    now = changes.books.clock.now()
    total = taken.refunded + amount
    after, _ = move_capture(taken, "refunded" if total >= taken.amount else "refunded in part", now)
    after = replace(after, refunded=total, refunds=taken.refunds + 1)
    given = Refund(
        id=naming.made(changes.books),
        capture=taken.id,
        order=taken.order,
        reference_id=taken.reference_id,
        created=now,
        updated=now,
        amount=amount,
        currency=taken.currency,
        invoice_id=params.get("invoice_id") or taken.invoice_id,
        custom_id=params.get("custom_id"),
        note="Payment reversed" if reversal else params.get("note_to_payer"),
        total=total,
        reversal=reversal,
    )
    paying.show(changes, after)
    paying.show(changes, given)
    changes.tell("PAYMENT.CAPTURE.REVERSED" if reversal else "PAYMENT.CAPTURE.REFUNDED", given)
    return given


def _held(command: Command) -> Authorization:
    return find(command.books, Authorization, command.ids[0], errors.not_found("authorization_id", command.ids[0]))


def _amount(params: Any, whole: Authorization | Capture, mismatch: str) -> int | None:
    """Return what a call asks for, in minor units; None for all. Raises the refusal of what is no amount of it."""
    given = params.get("amount")
    if given is None:
        return None
    if given["currency_code"] != whole.currency:
        raise errors.unprocessable(mismatch, field="/amount/currency_code", value=given["currency_code"])
    return read(given, "/amount")[0]


def order_of(changes: Changes, payment: Authorization | Capture | Refund) -> Order | None:
    """Return the order that a payment is of."""
    found = changes.get(payment.order)
    return found if isinstance(found, Order) else None
