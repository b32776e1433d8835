"""How meters and their events look. Published, not recorded."""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.meter import Meter, MeterEvent
from simulator.world import Books


def meter(books: Books, value: Meter) -> dict[str, Any]:
    return {
        "id": value.id,
        "object": "billing.meter",
        "created": value.created,
        "customer_mapping": {"event_payload_key": value.customer_key, "type": "by_id"},
        "default_aggregation": {"formula": value.formula},
        "display_name": value.display_name,
        "event_name": value.event_name,
        "event_time_window": value.event_time_window,
        "livemode": books.livemode,
        "status": value.status,
        "status_transitions": {"deactivated_at": value.deactivated_at},
        "updated": value.updated,
        "value_settings": {"event_payload_key": value.value_key},
    }


def meter_event(books: Books, value: MeterEvent) -> dict[str, Any]:
    """It has no id."""
    return {
        "object": "billing.meter_event",
        "created": value.created,
        "event_name": value.event_name,
        "identifier": value.identifier,
        "livemode": books.livemode,
        "payload": value.payload,
        "timestamp": value.timestamp,
    }
