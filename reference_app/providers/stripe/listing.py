"""What has happened at Stripe since, for the reconciler. Not: what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import stripe

from reference_app.inbox.slip import Slip
from reference_app.providers.payment import Payment
from reference_app.providers.stripe import reading
from reference_app.providers.stripe.refetch import TYPES
from reference_app.providers.stripe.webhook import slip_of

PAGE = 100


def events(client: stripe.StripeClient, since: int) -> Iterator[Slip]:
    """Every event of ours that the provider still lists."""
    return events_of(client, tuple(TYPES), since)


def events_of(client: stripe.StripeClient, types: Sequence[str], since: int) -> Iterator[Slip]:
    """Every event of these types since then, over all the pages of the provider's list, oldest page last."""
    pages = client.v1.events.list({"types": list(types), "created": {"gte": since}, "limit": PAGE})
    for event in pages.auto_paging_iter():
        yield slip_of(event)


def payments(client: stripe.StripeClient, since: int) -> Iterator[Payment]:
    """Every payment that the provider has taken since, over all pages of its list, with what went back of it."""
    pages = client.v1.payment_intents.list(
        {"created": {"gte": since}, "limit": PAGE, "expand": ["data.latest_charge.refunds"]}
    )
    for intent in pages.auto_paging_iter():
        if intent.amount_received:
            yield reading.of_intent(intent.to_dict())
