"""Protection: what we act on is the provider's own record, fetched now. Not: the copy inside an event."""

from __future__ import annotations

from dataclasses import replace

import stripe

from reference_app.inbox.slip import Slip
from reference_app.providers.payment import Payment
from reference_app.providers.stripe import reading

# event type -> which of the slip's ids leads to the payment. Others change nothing. (20 is the most
# that the provider lists events by.)
TYPES: dict[str, str] = {
    "payment_intent.succeeded": "object_id",
    "payment_intent.payment_failed": "object_id",
    "payment_intent.processing": "object_id",
    "payment_intent.requires_action": "object_id",
    "payment_intent.amount_capturable_updated": "object_id",
    "payment_intent.canceled": "object_id",
    "checkout.session.completed": "object_id",
    "checkout.session.expired": "object_id",
    "checkout.session.async_payment_succeeded": "object_id",
    "checkout.session.async_payment_failed": "object_id",
    "charge.refunded": "payment_intent",
    "charge.refund.updated": "payment_intent",
    "refund.created": "payment_intent",
    "refund.updated": "payment_intent",
    "refund.failed": "payment_intent",
    "charge.dispute.created": "payment_intent",
    "charge.dispute.updated": "payment_intent",
    "charge.dispute.closed": "payment_intent",
    "charge.dispute.funds_withdrawn": "payment_intent",
    "charge.dispute.funds_reinstated": "payment_intent",
}


HARMLESS_DISPUTES = ("won", "warning_closed", "prevented")


def subject_of(slip: Slip) -> str | None:
    """Return the id of the payment that an event is about; None if it is about none of ours."""
    field = TYPES.get(slip.event_type)
    subject: str = getattr(slip, field) if field else ""
    return subject if subject.startswith(("pi_", "cs_")) else None


def payment_now(client: stripe.StripeClient, object_id: str) -> Payment:
    """Ask the provider for the payment as it is at this moment.

    Raises stripe.StripeError when there is no answer, or no such object: then nothing is known, and nothing is done.
    """
    if object_id.startswith("cs_"):
        session = client.v1.checkout.sessions.retrieve(object_id, {"expand": ["payment_intent.latest_charge.refunds"]})
        told = reading.of_session(session.to_dict())
    else:
        intent = client.v1.payment_intents.retrieve(object_id, {"expand": ["latest_charge.refunds"]})
        told = reading.of_intent(intent.to_dict())
    return disputes_of(client, told) if told.disputed else told


def disputes_of(client: stripe.StripeClient, told: Payment) -> Payment:
    """Return the payment with what became of its disputes: the charge says only that there was one."""
    disputes = list(client.v1.disputes.list({"payment_intent": told.intent_id or ""}).auto_paging_iter())
    grave = [dispute for dispute in disputes if dispute.status not in HARMLESS_DISPUTES]
    lost = sum(dispute.amount for dispute in grave if dispute.status == "lost")
    return replace(told, disputed=bool(grave), lost=lost)
