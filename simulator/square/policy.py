"""Square's numbers, with their source: retries, limits, delays, fees. Not: what is done with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from simulator.provider import Side

API_VERSION = "2026-09-16"
"""What squareup 46 (Python) and square 46 (Node) send; a world's default."""

MINUTE, HOUR, DAY = 60, 3_600, 86_400

_RETRIES = (
    *(1 * MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE, 32 * MINUTE, 60 * MINUTE),
    *(2 * HOUR, 4 * HOUR, 8 * HOUR, 8 * HOUR),
)
RETRY_AFTER: Mapping[Side, tuple[int, ...]] = {"test": _RETRIES, "live": _RETRIES}
"""Seconds between attempts: eleven retries within a day. Square, "Webhooks: delivery" (older pages say 72 hours)."""

DELIVERY_TIMEOUT = 10.0
"""Seconds. Square, "Webhooks overview": a 2xx within ten."""

RATES: Mapping[Side, int] = {"test": 10, "live": 30}
"""Calls per second and application. The numbers are not published (unconfirmed)."""

REFUND_SETTLES_AFTER = 2.5
"""Seconds until a sandbox refund is completed: 1.8, 2.0 and 3.0 were measured."""

BANK_SETTLES_AFTER = 60.0
"""Seconds until a sandbox bank transfer is completed. Unconfirmed: "about a minute"."""

FEE_AFTER = 63.0
"""Seconds from a capture to the `payment.updated` that tells the fee: 62.6 and 63.0 were recorded."""
FEE_EFFECTIVE_AFTER = 2 * HOUR

BILLED_AFTER = 1.0
"""Seconds from the start of a subscription to its first invoice: the answer has none (samples; delay unconfirmed)."""

DISPUTED_AFTER = 2.0
"""Seconds from a payment of a magic amount to its dispute. Square's own tests poll every two (delay unconfirmed)."""

DISPUTE_DECIDED_AFTER = 5.0
"""Seconds from the submission of magic evidence to the decision. Unconfirmed: "shortly"."""

DISPUTE_DAYS = 14
"""Days from the report of a dispute to its `due_at` (recorded)."""

HOLD_CARD_NOT_PRESENT = 7 * DAY
"""Seconds for which an authorisation stands by default: `PT168H` in replies (recorded)."""
HOLD_SHORTEST, HOLD_LONGEST = MINUTE, 7 * DAY
"""Square, "Delayed capture": from a minute to seven days for cards that are not present."""

FEE_PER_MILLE, FEE_FIXED = 29, 30
"""What Square keeps of an online payment, per mille and in minor units (Square, "Fees"); 0 of recorded ones."""

INVOICE_FEE_PER_MILLE = 33
"""Of a payment of a subscription: 93 of 1900 were recorded, 3.3 % and 30."""

REFUNDS_MOST = 20
"""Refunds of one payment. Square, "Refund payments"."""
REFUNDABLE_FOR = 365 * DAY

EVENTS_KEPT = 28 * DAY
"""Seconds for which an event can be searched for. Square, "Events API"."""

LARGEST = 99_999_999
"""Minor units of one payment; Square's own limit differs by country (unconfirmed)."""

KEY_KEPT = 10 * 365 * DAY
"""Seconds for which an idempotency key is remembered: the retention is deliberately unpublished, so it never ends."""

COUNTRY, CURRENCY, LANGUAGE, TIMEZONE = "US", "USD", "en-US", "Etc/UTC"
"""The sandbox seller's. An account takes its home currency only."""

BILLING_TIMEZONE = "UTC"
"""What subscriptions and invoices of that location call its time zone (recorded)."""


FIRST_VERSION = date(2018, 7, 12)
"""Square, "Versioning": with this one versions began."""
_VERSION = re.compile(r"20\d{2}-\d{2}-\d{2}\Z", re.ASCII)


def is_version(version: str) -> bool:
    """Say whether it can be a version of the API: a day on which there were versions, and that has come.

    On which of them one was released is not looked at: a newer SDK than ours names one that we have not heard of.
    """
    if not _VERSION.match(version):
        return False
    try:
        day = date.fromisoformat(version)
    except ValueError:
        return False
    return day >= FIRST_VERSION and (version <= API_VERSION or day <= datetime.now(UTC).date())


def fee(amount: int, product: str = "ECOMMERCE_API") -> int:
    """Return what Square keeps of a card payment, rounded half up to the minor unit."""
    rate = INVOICE_FEE_PER_MILLE if product in ("OTHER", "INVOICES") else FEE_PER_MILLE
    return min(amount, (amount * rate + 500) // 1000 + FEE_FIXED)
