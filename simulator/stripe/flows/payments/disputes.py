"""Disputes: opened by a cardholder's bank, answered by the merchant, decided by the bank. Not: refunds.

On the test side `uncategorized_text` decides, as Stripe's "Testing" says; seconds until then are unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.provider import Later, Outcome
from simulator.stripe import naming, policy
from simulator.stripe.command import Changes, Command, changed, find
from simulator.stripe.errors import files as file_errors
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.lists import of_kind
from simulator.stripe.resources import dispute as disputes
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.dispute import Dispute
from simulator.stripe.resources.file import File
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

EVIDENCE_FILES = frozenset({
    "cancellation_policy", "customer_communication", "customer_signature", "duplicate_charge_documentation", "receipt",
    "refund_policy", "service_documentation", "shipping_documentation", "uncategorized_file",
})  # fmt: skip
"""Evidence that is a file. Stripe, "Update a dispute"."""

DAY = 86_400

DECIDES: Mapping[str, str] = {
    "winning_evidence": "won",
    "losing_evidence": "lost",
    "escalate_inquiry_evidence": "escalated",
}
"""What the test side makes of `evidence[uncategorized_text]`."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a cardholder's bank brings forward."""

    reason: str = "fraudulent"
    inquiry: bool = False


CARDS: Mapping[str, Complaint] = {
    "4000000000000259": Complaint(),
    "4000000000002685": Complaint("product_not_received"),
    "4000000000001976": Complaint(inquiry=True),
}
"""Test cards whose payment succeeds and is then disputed. Stripe, "Testing"."""

REASON_CODES: Mapping[str, str] = {"product_not_received": "13.1", "duplicate": "12.6", "subscription_canceled": "13.2"}
"""Visa's codes; 10.4 is recorded for `fraudulent`, the others are unconfirmed."""


def open_later(books: Books, charge_id: str) -> Outcome | None:
    """Dispute a charge because of the card that paid it; None if there is nothing left of it."""
    charge = books.objects.get(charge_id)
    if not isinstance(charge, Charge) or charge.dispute is not None or charge.refundable < 1:
        return None
    return begin(books, charge, CARDS[charge.method.instrument])


def begin(books: Books, charge: Charge, complaint: Complaint) -> Outcome:
    """Open a dispute over what is left of a charge. Raises the refusal for one that cannot be disputed."""
    if charge.status != "succeeded" or not charge.captured or charge.refundable < 1:
        raise payment_errors.cannot_dispute(charge.id)
    if charge.dispute is not None or charge.source_transfer is not None:
        raise payment_errors.cannot_dispute(charge.id)
    now, inquiry = books.clock.now(), complaint.inquiry
    dispute = Dispute(
        id=naming.long(books, "du_"),
        created=now,
        amount=charge.refundable,
        currency=charge.currency,
        charge=charge.id,
        payment_intent=charge.payment_intent,
        brand=charge.method.card.brand if charge.method.card else None,
        reason=complaint.reason,
        status="warning_needs_response" if inquiry else "needs_response",
        case_type="inquiry" if inquiry else "chargeback",
        network_reason_code="10" if inquiry else REASON_CODES.get(complaint.reason, "10.4"),
        due_by=now - now % DAY + 9 * DAY - 1,
        customer=charge.customer,
        session=charge.session,
    )
    changes = Changes()
    held = replace(charge, dispute=dispute.id, charged_back=not inquiry)
    if not inquiry:
        dispute = _withdrawn(books, changes, dispute)
    changes.put(dispute)
    changes.tell("charge.dispute.created", dispute)
    if not inquiry:
        changes.tell("charge.dispute.funds_withdrawn", dispute)
    changes.put(held)
    changes.tell("charge.updated", held, {"dispute": None, "disputed": False})
    return changes.outcome(dispute)


def _withdrawn(books: Books, changes: Changes, dispute: Dispute) -> Dispute:
    row = _row(books, dispute, -dispute.amount, policy.DISPUTE_FEE, f"Chargeback withdrawal for {dispute.charge}")
    changes.put(row)
    return replace(dispute, rows=(*dispute.rows, row))


def _row(books: Books, dispute: Dispute, amount: int, fee: int, description: str) -> BalanceTransaction:
    now = books.clock.now()
    return BalanceTransaction(
        id=naming.long(books, "txn_"),
        created=now,
        type="adjustment",
        amount=amount,
        currency=dispute.currency,
        source=dispute.id,
        available_on=now,
        fee=fee,
        description=description,
    )


# The merchant's side.


def update(command: Command) -> Outcome:
    """POST /v1/disputes/{dispute}: evidence is submitted at once unless `submit` says otherwise (recorded)."""
    books, params = command.books, command.params
    before = find(books, Dispute, command.ids[0])
    given = params.get("evidence") or {}
    _check_files(books, given)
    submits = params.get("submit", bool(given))
    if (given or submits) and before.status in disputes.CLOSED:
        raise payment_errors.dispute_closed()
    after = replace(before, evidence={**before.evidence, **given})
    if "metadata" in params:
        after = replace(after, metadata=merged_metadata(before.metadata, params["metadata"]))
    told: tuple[str, ...] = ("charge.dispute.updated",)
    changes = Changes()
    if submits:
        after, told = disputes.move(replace(after, submissions=before.submissions + 1), "submitted")
        decides = DECIDES.get(str(after.evidence.get("uncategorized_text"))) if not books.livemode else None
        if decides is not None:
            at = books.clock.precise() + policy.DISPUTE_DECIDED_AFTER
            changes.later.append(Later(at, partial(decide_later, dispute_id=after.id, what=decides)))
    changes.put(after)
    previous = changed(shape(books, before), shape(books, after))
    if previous:
        changes.tell(told, after, previous)
    return changes.outcome(after)


def _check_files(books: Books, evidence: Mapping[str, Any]) -> None:
    """Raise the refusal for a file that is not there or was uploaded for something else."""
    for name in EVIDENCE_FILES & evidence.keys():
        file_id, param = evidence[name], f"evidence[{name}]"
        if not file_id:
            continue
        file = find(books, File, file_id, param)
        if file.purpose != ("customer_signature" if name == "customer_signature" else "dispute_evidence"):
            raise file_errors.wrong_purpose(file.id, file.purpose, param)


def accept(command: Command) -> Outcome:
    """POST /v1/disputes/{dispute}/close: the merchant gives in."""
    return decide(command.books, find(command.books, Dispute, command.ids[0]), "lost")


def list_disputes(command: Command) -> Outcome:
    charge, intent = command.params.get("charge"), command.params.get("payment_intent")

    def keep(dispute: Dispute) -> bool:
        return (charge is None or dispute.charge == charge) and (intent is None or dispute.payment_intent == intent)

    return Outcome(of_kind(command, Dispute, "/v1/disputes", keep))


# What the bank decides.


def decide_later(books: Books, dispute_id: str, what: str) -> Outcome | None:
    """Decide by the evidence, unless somebody has decided before."""
    dispute = books.objects.get(dispute_id)
    if not isinstance(dispute, Dispute) or dispute.status in disputes.CLOSED:
        return None
    if what == "escalated" and dispute.status not in disputes.INQUIRY:
        return None
    return escalate(books, dispute) if what == "escalated" else decide(books, dispute, what)


def decide(books: Books, dispute: Dispute, what: str) -> Outcome:
    """End a dispute: `won` brings the money back, without the fee. Raises the refusal for one that has ended."""
    if dispute.status in disputes.CLOSED:
        raise payment_errors.dispute_closed()
    changes = Changes()
    after, told = disputes.move(dispute, what)
    if after.status == "won":
        row = _row(books, dispute, dispute.amount, 0, f"Chargeback reversal for {dispute.charge}")
        changes.put(row)
        after = replace(after, rows=(*after.rows, row))
        charge = find(books, Charge, dispute.charge, "charge")
        changes.put(replace(charge, charged_back=False))
    changes.put(after)
    for event_type in told:
        changes.tell(event_type, after, {"status": dispute.status} if event_type.endswith("closed") else None)
    return changes.outcome(after)


def escalate(books: Books, dispute: Dispute) -> Outcome:
    """Turn an inquiry into a chargeback: now the money goes."""
    changes = Changes()
    after, told = disputes.move(dispute, "escalated")
    after = _withdrawn(books, changes, replace(after, case_type="chargeback", network_reason_code="10.4"))
    changes.put(after)
    charge = find(books, Charge, dispute.charge, "charge")
    changes.put(replace(charge, charged_back=True))
    changes.tell(told, after, {"status": dispute.status})
    changes.tell("charge.dispute.funds_withdrawn", after)
    return changes.outcome(after)
