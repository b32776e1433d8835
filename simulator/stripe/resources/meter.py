"""Meter and its events: what customers use, and how it is added up. Not: what it costs.

Source: Stripe, "Usage-based billing: record usage".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec


class Meter(msgspec.Struct, frozen=True, kw_only=True):
    """Times are unix seconds of the world's clock."""

    id: str
    created: int
    display_name: str
    event_name: str
    formula: str
    customer_key: str = "stripe_customer_id"
    """Under which the payload names the customer."""
    value_key: str = "value"
    status: str = "active"
    updated: int = 0
    deactivated_at: int | None = None
    event_time_window: str | None = None


class MeterEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was used. `timestamp`: when, in unix seconds."""

    id: str
    created: int
    event_name: str
    identifier: str
    timestamp: int
    customer: str
    value: Decimal
    payload: Mapping[str, str] = {}
    canceled: bool = False


def aggregated(formula: str, events: Sequence[MeterEvent]) -> Decimal:
    """Return what events come to: their sum, their number, or the last one's value."""
    if formula == "count":
        return Decimal(len(events))
    if formula == "last":
        latest = max(events, key=lambda event: event.timestamp, default=None)
        return Decimal(0) if latest is None else latest.value
    return sum((event.value for event in events), Decimal(0))
