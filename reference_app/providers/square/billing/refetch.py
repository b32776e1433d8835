"""Protection: what counts is Square's own record of a subscription, fetched now. Not: the copy in an event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from square import Square
from square.requests.search_subscriptions_query import SearchSubscriptionsQueryParams
from square.types.invoice import Invoice as SquareInvoice
from square.types.subscription import Subscription as SquareSubscription

from reference_app.inbox.slip import Slip
from reference_app.providers.record import Record
from reference_app.providers.square import refetch as payments
from reference_app.providers.square.api import ONCE_MORE
from reference_app.providers.square.billing import reading
from reference_app.providers.square.opening import square_order

MONEY_OF = 3
"""Of how many of the newest invoices the payments, refunds and disputes are looked at."""
MOST = 100


def subject_of(slip: Slip) -> str | None:
    """Return the subscription that an event is about: by itself, or by its invoice."""
    kind = slip.event_type.partition(".")[0]
    if kind == "subscription":
        return slip.object_id or None
    return slip.payment_intent or None if kind == "invoice" else None


def record_now(client: Square, object_id: str, location_id: str, *, livemode: bool) -> Record:
    """Ask for the subscription, its invoices, and what became of the money for the newest of them."""
    there = subscription_now(client, object_id)
    invoices = _invoices(client, there.customer_id or "", location_id)
    ours = [one for one in invoices if one.subscription_id == object_id and str(one.status) in reading.CAME]
    newest = sorted(ours, key=lambda one: one.created_at or "", reverse=True)[:MONEY_OF]
    money = {
        name: payments.payment_now(client, name, location_id, livemode=livemode)
        for one in newest
        if (name := one.order_id)
    }
    return reading.record(there, invoices, money, livemode=livemode)


def subscription_now(client: Square, object_id: str) -> SquareSubscription:
    """Get a subscription with what is scheduled for it. Raises ValueError if the reply holds none."""
    reply = client.subscriptions.get(object_id, include="actions", request_options=ONCE_MORE)
    there: SquareSubscription | None = reply.subscription
    if there is None:
        raise ValueError("a reply without a subscription")
    return there


def unpaid_page(client: Square, there: SquareSubscription, location_id: str) -> str | None:
    """Return the page on which its newest invoice is paid, if that waits; it was mailed to the buyer, too."""
    for one in _invoices(client, there.customer_id or "", location_id):
        if one.subscription_id == there.id:
            return one.public_url if str(one.status) in reading.WAITS else None
    return None


def subscription_of(client: Square, order_id: str, location_id: str) -> str | None:
    """Ask which subscription an order was billed for: its customer's invoices name both."""
    customer = square_order(client, order_id).customer_id
    invoices = _invoices(client, customer, location_id) if customer else []
    return next((one.subscription_id for one in invoices if one.order_id == order_id), None)


def since(client: Square, moment: int, location_id: str) -> Iterator[SquareSubscription]:
    """Every subscription that was created since (unix seconds), over all pages."""
    query: SearchSubscriptionsQueryParams = {"filter": {"location_ids": [location_id]}}
    more: dict[str, Any] = {}
    while True:
        found = client.subscriptions.search(query=query, limit=MOST, request_options=ONCE_MORE, **more)
        for one in found.subscriptions or []:
            if one.created_at and datetime.fromisoformat(one.created_at).timestamp() >= moment:
                yield one
        if not found.cursor:
            return
        more = {"cursor": found.cursor}


def of_customer(client: Square, customer: str) -> list[SquareSubscription]:
    query = {"filter": {"customer_ids": [customer]}}
    found = client.subscriptions.search(query=query, limit=MOST, request_options=ONCE_MORE).subscriptions
    return list(found or [])


def _invoices(client: Square, customer: str, location_id: str) -> list[SquareInvoice]:
    """Return a customer's invoices, the newest first."""
    found = client.invoices.search(
        query={
            "filter": {"location_ids": [location_id], "customer_ids": [customer]},
            "sort": {"field": "INVOICE_SORT_DATE", "order": "DESC"},
        },
        limit=MOST,
        request_options=ONCE_MORE,
    ).invoices
    return list(found or [])
