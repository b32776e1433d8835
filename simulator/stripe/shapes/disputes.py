"""How a dispute looks: the recorded field set. Not: its rows in the books, which it shows whole."""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.dispute import Dispute
from simulator.stripe.shapes.accounting import balance_transaction
from simulator.world import Books

EVIDENCE: tuple[str, ...] = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
    "duplicate_charge_id", "enhanced_evidence", "product_description", "receipt", "refund_policy",
    "refund_policy_disclosure", "refund_refusal_explanation", "service_date", "service_documentation",
    "shipping_address", "shipping_carrier", "shipping_date", "shipping_documentation", "shipping_tracking_number",
    "uncategorized_file", "uncategorized_text",
)  # fmt: skip


def dispute(books: Books, value: Dispute) -> dict[str, Any]:
    """18 keys, recorded; what was added since is from the SDK's types (its values are unconfirmed)."""
    evidence = {name: value.evidence.get(name) or ({} if name == "enhanced_evidence" else None) for name in EVIDENCE}
    details = {
        "brand": value.brand,
        "case_type": value.case_type,
        "network": value.brand,
        "network_reason_code": value.network_reason_code,
    }
    card = {} if value.brand is None else {"payment_method_details": {"card": details, "type": "card"}}
    return {
        "id": value.id,
        "object": "dispute",
        "amount": value.amount,
        "balance_transaction": value.rows[0].id if value.rows else None,
        "balance_transactions": [balance_transaction(books, row) for row in value.rows],
        "charge": value.charge,
        "created": value.created,
        "currency": value.currency,
        "enhanced_eligibility_types": [],
        "evidence": evidence,
        "evidence_details": {
            "due_by": value.due_by,
            "enhanced_eligibility": {},
            "has_evidence": any(part is not None for part in value.evidence.values()),
            "past_due": value.due_by is not None and books.clock.now() > value.due_by,
            "submission_count": value.submissions,
            "submission_method": "manual" if value.submissions else "not_submitted",
        },
        "intended_submission_method": None,
        "is_charge_refundable": not value.rows or value.status == "won",
        "livemode": books.livemode,
        "metadata": value.metadata,
        "payment_intent": value.payment_intent,
        **card,
        "reason": value.reason,
        "status": value.status,
    }
