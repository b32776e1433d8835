"""Whether all endpoints have heard of a draft before it becomes final. Not: delivering, or what follows.

Stripe, "Status transitions and finalization": a draft is final an hour after `invoice.created` was acknowledged, and at
the latest after 72 hours. Here it is looked at every hour. An endpoint that could not be asked yet, because the world's
clock has leapt over that hour, is not waited for: it is asked when the leap has ended.
"""

from __future__ import annotations

from simulator.stripe import policy
from simulator.stripe.resources.invoice import Invoice
from simulator.world import Books


def waits(books: Books, invoice: Invoice, at: int) -> bool:
    """Say whether a draft still waits, at that unix second, for an endpoint that has not taken its creation."""
    if not books.refused or at >= invoice.created + policy.INVOICE_UNHEARD_FOR:
        return False
    listening = {endpoint.id for endpoint in books.listeners() if endpoint.enabled}
    for name, endpoints in books.refused.items():
        event = books.events[name]
        if event.type == "invoice.created" and event.snapshot.id == invoice.id:
            return bool((endpoints & listening) - books.acknowledged.get(name, frozenset()))
    return False
