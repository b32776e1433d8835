"""A payment is tried: approved, completed, pending or declined, with its order and all that follows. Not: requests.

Events of one payment, oldest first: the order that was made for it, `payment.created` (approved, even if it is captured
in the same call), what became of the order, `payment.updated` (completed). That order is unconfirmed; that there are
two events of the payment, either of which may say COMPLETED, is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome, Refusal
from simulator.square import errors, later, naming, policy, test_values
from simulator.square.command import Changes, answer, found, milliseconds
from simulator.square.flows import disputing, tills
from simulator.square.flows.sources import Source
from simulator.square.resources import payment as payments
from simulator.square.resources.order import Order
from simulator.square.resources.payment import Fee, Payment
from simulator.world import Books


@dataclass(frozen=True, slots=True)
class Charge:
    """What is to be paid, and how. Amounts are integers in minor units."""

    amount: int
    location_id: str
    source: Source
    currency: str = policy.CURRENCY
    order: Order | None = None
    tip: int | None = None
    app_fee: int | None = None
    autocomplete: bool = True
    hold_seconds: int = policy.HOLD_CARD_NOT_PRESENT
    delay_action: str = "CANCEL"
    customer_id: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    square_product: str = "ECOMMERCE_API"


def charge(books: Books, what: Charge) -> Outcome:
    """Try a payment. A decline is stored with its payment *and* refused, as Square does (recorded)."""
    changes, now = Changes(), milliseconds(books)
    source, order = what.source, what.order
    if order is None:
        order = tills.custom_order(books, what.location_id, what.amount, now)
        changes.tell("order.created", order)
    else:
        order = tills.open_draft(changes, order, now)
    payment = _new(books, what, order, now)
    if source.spent is not None:
        changes.put(source.spent)
    if source.declines is not None:
        return _declined(changes, payment, source.declines, order, now)
    changes.tell("payment.created", payment)
    if source.pending:
        changes.put(payment)
        order = tills.enter(changes, order, payment, now)
        changes.later.append(later.after(books, policy.BANK_SETTLES_AFTER, settle_later, payment_id=payment.id))
        return changes.outcome(answer(payment=payment))
    if not what.autocomplete:
        changes.put(payment)
        tills.enter(changes, order, payment, now)
        if payment.hold_seconds is not None:
            changes.later.append(later.after(books, payment.hold_seconds, hold_ends_later, payment_id=payment.id))
        return changes.outcome(answer(payment=payment))
    return changes.outcome(answer(payment=_completed_at_once(books, changes, payment, order, now)))


def _completed_at_once(books: Books, changes: Changes, payment: Payment, order: Order, now: int) -> Payment:
    if payment.source_type in ("EXTERNAL", "CASH"):
        # Recorded: version 1, and an update that says the same.
        done = replace(payment, status="COMPLETED", captured_at=now)
        changes.announcements[-1] = replace(changes.announcements[-1], snapshot=done)
        changes.put(done)
        tills.enter(changes, order, done, now)
        changes.tell("payment.updated", done)
        return done
    return capture(books, changes, payment, order, now)


def capture(books: Books, changes: Changes, payment: Payment, order: Order | None, now: int) -> Payment:
    """Complete an approved or pending payment, and let follow what follows. Raises Forbidden."""
    done, told = payments.move(payment, "completed", now, naming.version_token(books))
    changes.put(done)
    if order is not None:
        tills.enter(changes, order, done, now)
    for event in told:
        changes.tell(event, done)
    if done.card is not None:
        changes.later.append(later.after(books, policy.FEE_AFTER, fee_later, payment_id=done.id))
    if done.amount in test_values.DISPUTED and not books.livemode and done.card is not None:
        changes.later.append(later.after(books, policy.DISPUTED_AFTER, disputing.open_later, payment_id=done.id))
    return done


def void(books: Books, changes: Changes, payment: Payment, now: int) -> Payment:
    """Cancel an approved or pending payment. Raises Forbidden."""
    gone, told = payments.move(payment, "canceled", now, naming.version_token(books))
    changes.put(gone)
    order = found(books, Order, payment.order_id)
    if order is not None:
        tills.enter(changes, order, gone, now)
    for event in told:
        changes.tell(event, gone)
    return gone


def _new(books: Books, what: Charge, order: Order, now: int) -> Payment:
    source = what.source
    card = source.face is not None
    holds = card or source.type == "WALLET"
    return Payment(
        id=naming.payment(books),
        created_at=now,
        updated_at=now,
        amount=what.amount,
        currency=what.currency,
        status="PENDING" if source.pending else "APPROVED",
        source_type=source.type,
        location_id=order.location_id,
        order_id=order.id,
        version_token=naming.version_token(books),
        tip=what.tip,
        app_fee=what.app_fee,
        approved=what.amount + (what.tip or 0) if holds else None,
        hold_seconds=what.hold_seconds if holds else None,
        delay_action=what.delay_action,
        customer_id=what.customer_id,
        card=source.face,
        entry_method=source.entry_method,
        authorized_at=now if card else None,
        risk_level="NORMAL" if books.livemode else test_values.RISKS.get(what.amount, "NORMAL"),
        details=source.details,
        given=what.given,
        link_id=order.link_id,
        invoice_id=order.invoice_id,
        subscription_id=order.subscription_id,
        square_product=what.square_product,
    )


def _declined(changes: Changes, payment: Payment, code: str, order: Order, now: int) -> Outcome:
    """Recorded: the payment is kept as FAILED, its order stays open and has a tender of it."""
    refusal = decline(code)
    failed = replace(payment, status="FAILED", errors=refusal.body["errors"], approved=0, voided_at=None)
    changes.put(failed)
    changes.tell("payment.created", failed)
    tills.enter(changes, order, failed, now)
    refused = Refusal(
        refusal.status, {**refusal.body, "payment": failed}, message=refusal.message, code=refusal.code, executed=True
    )
    return changes.outcome(answer(payment=failed), refused)


def decline(code: str) -> Refusal:
    """Return the refusal for a code; only of one the sentence is another."""
    needs_buyer = code == "CARD_DECLINED_VERIFICATION_REQUIRED"
    return errors.declined(code, test_values.VERIFICATION_SENTENCE if needs_buyer else None)


# What happens by itself.


@later.dated
def fee_later(books: Books, payment_id: str) -> Outcome | None:
    """Square's fee becomes known: a further `payment.updated` of the same `updated_at` (recorded)."""
    payment = found(books, Payment, payment_id)
    if payment is None or payment.fee is not None or payment.status != "COMPLETED":
        return None
    changes = Changes()
    effective = (payment.captured_at or payment.updated_at) + policy.FEE_EFFECTIVE_AFTER * 1000
    told = payments.noted(
        replace(payment, fee=Fee(policy.fee(payment.total, payment.square_product), effective)),
        naming.version_token(books),
    )
    changes.put(told)
    changes.tell("payment.updated", told)
    return changes.outcome(told)


@later.dated
def hold_ends_later(books: Books, payment_id: str) -> Outcome | None:
    """The hold of an approved payment ends: it is canceled, or completed where `delay_action` says so."""
    payment = found(books, Payment, payment_id)
    if payment is None or payment.status != "APPROVED":
        return None
    return end_hold(books, payment)


def end_hold(books: Books, payment: Payment) -> Outcome:
    """End the hold of an approved payment now."""
    changes, now = Changes(), milliseconds(books)
    if payment.delay_action == "COMPLETE":
        return changes.outcome(capture(books, changes, payment, found(books, Order, payment.order_id), now))
    return changes.outcome(void(books, changes, payment, now))


@later.dated
def settle_later(books: Books, payment_id: str, fails: bool = False) -> Outcome | None:
    """A bank transfer arrives, or does not."""
    payment = found(books, Payment, payment_id)
    if payment is None or payment.status != "PENDING":
        return None
    changes, now = Changes(), milliseconds(books)
    if not fails:
        return changes.outcome(capture(books, changes, payment, found(books, Order, payment.order_id), now))
    failed, told = payments.move(payment, "failed", now, naming.version_token(books))
    changes.put(failed)
    order = found(books, Order, payment.order_id)
    if order is not None:
        tills.enter(changes, order, failed, now)
    for event in told:
        changes.tell(event, failed)
    return changes.outcome(failed)
