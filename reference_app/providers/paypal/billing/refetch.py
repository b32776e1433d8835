"""Protection: what counts is PayPal's own record of a subscription, fetched now. Not: the copy in an event."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from reference_app.inbox.slip import Slip
from reference_app.providers.paypal.api import Api
from reference_app.providers.paypal.billing import reading
from reference_app.providers.paypal.refetch import disputes_of
from reference_app.providers.record import Record

SALE = "/v1/payments/sale"
DAY = 86_400
LOOKED_BACK = 400 * DAY
"""Seconds: of what was paid earlier, nothing is read any more."""


def subject_of(slip: Slip) -> str | None:
    """Return the subscription that an event is about: by itself, or by its sale."""
    if slip.event_type.startswith("BILLING.SUBSCRIPTION."):
        return slip.object_id or None
    if slip.event_type.startswith("PAYMENT.SALE.") and payment_in(slip) is None:
        return slip.payment_intent or None
    return None


def payment_in(slip: Slip) -> str | None:
    """Return the sale of which money went back: the event does not say of which subscription that was."""
    return slip.payment_intent if slip.event_type in ("PAYMENT.SALE.REFUNDED", "PAYMENT.SALE.REVERSED") else None


def record_now(api: Api, object_id: str, *, livemode: bool) -> Record:
    """Ask for the subscription, its transactions, and the disputes about the newest of them."""
    there = subscription_now(api, object_id)
    if there["status"] in ("APPROVAL_PENDING", "APPROVED"):
        return reading.record(there, (), (), livemode=livemode)
    now = time.time()
    asked = {"id": object_id, "start_time": _written(now - LOOKED_BACK), "end_time": _written(now + DAY)}
    listed = api.ask(lambda client: client.subscriptions.list_subscription_transactions(asked))
    sales = listed.get("transactions") or []
    newest = [max(sales, key=lambda one: str(one["time"]))["id"]] if sales else []
    return reading.record(there, sales, list(disputes_of(api, newest, None)), livemode=livemode)


def subscription_now(api: Api, object_id: str) -> Mapping[str, Any]:
    asked = {"id": object_id, "fields": "last_failed_payment"}
    return api.ask(lambda client: client.subscriptions.get_subscription(asked))


def subscription_of(api: Api, sale: str) -> str | None:
    """Ask which subscription a sale was for. The SDK knows no sales."""
    found = api.get(f"{SALE}/{sale}").get("billing_agreement_id")
    return str(found) if found else None


def _written(second: float) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
