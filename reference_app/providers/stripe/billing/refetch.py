"""Protection: what counts is the provider's own record of a subscription, fetched now. Not: the copy in an event."""

from __future__ import annotations

from itertools import islice

import stripe

from reference_app.inbox.slip import Slip
from reference_app.providers.record import Record
from reference_app.providers.stripe.billing import reading
from reference_app.providers.stripe.refetch import HARMLESS_DISPUTES

TYPES = (
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "invoice.paid",
    "invoice.payment_succeeded",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.voided",
    "invoice.marked_uncollectible",
)
"""What changes a subscription for us. (20 is the most that the provider lists events by.)"""

INVOICES = 24
"""How many of the newest invoices are looked at: two years of months."""
CHARGES = 100


def subject_of(slip: Slip) -> str | None:
    """Return the subscription that an event is about: by itself, or by its invoice."""
    if slip.event_type not in TYPES:
        return None
    about = slip.payment_intent if slip.event_type.startswith("invoice.") else slip.object_id
    return about if about.startswith("sub_") else None


def record_now(client: stripe.StripeClient, object_id: str) -> Record:
    """Ask for the subscription, its invoices, and what became of the money for them.

    The subscription is asked for first: if it moves in between, its invoices are ahead of it, and its own event makes
    us ask again. Raises stripe.StripeError.
    """
    told = client.v1.subscriptions.retrieve(object_id).to_dict()
    listed = client.v1.invoices.list({"subscription": object_id, "limit": INVOICES, "expand": ["data.payments"]})
    invoices = [invoice.to_dict() for invoice in listed.data]
    if not any(invoice["amount_paid"] for invoice in invoices):
        return reading.record(told, invoices)
    pages = client.v1.charges.list({"customer": told["customer"], "limit": CHARGES, "expand": ["data.refunds"]})
    charges = [charge.to_dict() for charge in islice(pages.auto_paging_iter(), CHARGES)]
    lost = {charge["id"]: _lost(client, charge["id"]) for charge in charges if charge["disputed"]}
    return reading.record(told, invoices, charges, lost)


def _lost(client: stripe.StripeClient, charge: str) -> int:
    disputes = client.v1.disputes.list({"charge": charge}).auto_paging_iter()
    grave = (dispute for dispute in disputes if dispute.status not in HARMLESS_DISPUTES)
    return sum(dispute.amount for dispute in grave if dispute.status == "lost")


def subscription_of(client: stripe.StripeClient, payment_intent: str) -> str | None:
    """Ask which subscription a payment was for: the payment itself does not say it."""
    found = client.v1.invoice_payments.list(
        {
            "payment": {"type": "payment_intent", "payment_intent": payment_intent},
            "expand": ["data.invoice"],
            "limit": 1,
        }
    )
    for payment in found.data:
        return reading.subscription_of(payment.to_dict()["invoice"])
    return None
