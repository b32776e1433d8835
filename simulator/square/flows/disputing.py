"""Disputes as the cardholder's bank makes them: opened, decided. Not: what the seller answers."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import errors, later, naming, policy, test_values
from simulator.square.command import Changes, find, found, milliseconds
from simulator.square.resources import dispute as disputes
from simulator.square.resources.dispute import Dispute
from simulator.square.resources.payment import Payment
from simulator.world import Books

REASONS = frozenset(test_values.DISPUTED.values())

DAY = policy.DAY * 1000


@later.dated
def open_later(books: Books, payment_id: str) -> Outcome | None:
    """Dispute a payment because of its magic amount; None if there is nothing left of it."""
    payment = found(books, Payment, payment_id)
    if payment is None or payment.dispute_id is not None or payment.refundable < 1:
        return None
    return begin(books, payment, test_values.DISPUTED[payment.amount])


def begin(books: Books, payment: Payment, reason: str, *, inquiry: bool = False) -> Outcome:
    """Open a dispute over what is left of a payment. Raises the refusal for one that cannot be disputed."""
    if payment.status != "COMPLETED" or payment.refundable < 1 or payment.dispute_id is not None:
        raise errors.bad_request(f"Payment {payment.id} cannot be disputed: {payment.status}")
    now = milliseconds(books)
    today = now - now % DAY
    dispute = Dispute(
        id=naming.dispute(books),
        created_at=now,
        updated_at=now,
        amount=payment.refundable,
        currency=payment.currency,
        payment_id=payment.id,
        order_id=payment.order_id,
        location_id=payment.location_id,
        reason=reason,
        brand=payment.card.brand if payment.card else "OTHER_BRAND",
        due_at=today + policy.DISPUTE_DAYS * DAY,
        reported_at=today,
        state="INQUIRY_EVIDENCE_REQUIRED" if inquiry else "EVIDENCE_REQUIRED",
        brand_dispute_id=f"{books.random.getrandbits(40):012d}",
        link_id=payment.link_id,
        invoice_id=payment.invoice_id,
        subscription_id=payment.subscription_id,
    )
    changes = Changes()
    changes.put(dispute)
    changes.put(replace(payment, dispute_id=dispute.id))
    changes.tell("dispute.created", dispute)
    return changes.outcome(dispute)


@later.dated
def decide_later(books: Books, dispute_id: str, what: str) -> Outcome | None:
    """Decide by the evidence, unless somebody has decided before."""
    dispute = found(books, Dispute, dispute_id)
    if dispute is None or dispute.state in disputes.CLOSED:
        return None
    return decide(books, dispute, what)


def decide(books: Books, dispute: Dispute, what: str) -> Outcome:
    """End a dispute `won` or `lost` (or `accepted`); a lost inquiry becomes a chargeback. Raises a refusal."""
    if dispute.state in disputes.CLOSED:
        raise errors.bad_request(f"Dispute {dispute.id} is in state {dispute.state}.")
    changes = Changes()
    after, told = disputes.move(dispute, what, milliseconds(books))
    changes.put(after)
    for event in told:
        changes.tell(event, after)
    if after.state in ("WON", "INQUIRY_CLOSED"):
        payment = find(books, Payment, dispute.payment_id, "payment")
        changes.put(replace(payment, dispute_id=None))
    return changes.outcome(after)
