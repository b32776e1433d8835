"""Meters: made, renamed, switched off and on, what they have counted. Not: the events themselves.

Source: Stripe, "Usage-based billing: configure a meter".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, Command, Listing, find
from simulator.stripe.errors import metering as metering_errors
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.meter import Meter, MeterEvent, aggregated
from simulator.world import Books

WINDOWS = {"day": 86_400, "hour": 3_600}


def create(command: Command) -> Outcome:
    """POST /v1/billing/meters: one active meter for each name of an event."""
    params, books = command.params, command.books
    if active(books, params["event_name"]) is not None:
        raise metering_errors.name_is_taken(params["event_name"])
    mapping, value = params.get("customer_mapping") or {}, params.get("value_settings") or {}
    meter = Meter(
        id=naming.long(books, f"mtr_{books.side}_") if not books.livemode else naming.long(books, "mtr_"),
        created=command.now,
        display_name=params["display_name"],
        event_name=params["event_name"],
        formula=params["default_aggregation"]["formula"],
        customer_key=mapping.get("event_payload_key", "stripe_customer_id"),
        value_key=value.get("event_payload_key", "value"),
        event_time_window=params.get("event_time_window"),
        updated=command.now,
    )
    changes = Changes()
    changes.put(meter)
    changes.tell("billing.meter.created", meter)
    return changes.outcome(meter)


def active(books: Books, event_name: str) -> Meter | None:
    """Return the active meter of events of that name."""
    for meter in books.of_kind(Meter):
        if meter.event_name == event_name and meter.status == "active":
            found: Meter = meter
            return found
    return None


def update(command: Command) -> Outcome:
    """POST /v1/billing/meters/{id}: only how it is called."""
    meter = find(command.books, Meter, command.ids[0])
    return _changed(command, meter, "updated", display_name=command.params.get("display_name", meter.display_name))


def deactivate(command: Command) -> Outcome:
    """POST /v1/billing/meters/{id}/deactivate: events of its name are refused from now on."""
    meter = find(command.books, Meter, command.ids[0])
    if meter.status != "active":
        raise metering_errors.not_in_that_state(meter.id, "inactive")
    return _changed(command, meter, "deactivated", status="inactive", deactivated_at=command.now)


def reactivate(command: Command) -> Outcome:
    """POST /v1/billing/meters/{id}/reactivate."""
    meter = find(command.books, Meter, command.ids[0])
    if meter.status == "active":
        raise metering_errors.not_in_that_state(meter.id, "active")
    if active(command.books, meter.event_name) is not None:
        raise metering_errors.name_is_taken(meter.event_name)
    return _changed(command, meter, "reactivated", status="active", deactivated_at=None)


def _changed(command: Command, meter: Meter, what: str, **fields: Any) -> Outcome:
    changes = Changes()
    after = changes.put(replace(meter, updated=command.now, **fields))
    changes.tell(f"billing.meter.{what}", after)
    return changes.outcome(after)


def list_meters(command: Command) -> Outcome:
    """GET /v1/billing/meters."""
    status = command.params.get("status")
    return Outcome(of_kind(command, Meter, "/v1/billing/meters", lambda meter: status in (None, meter.status)))


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time that a summary is of, in unix seconds."""

    start: int
    end: int


def summaries(command: Command) -> Outcome:
    """GET /v1/billing/meters/{id}/event_summaries: of one customer, whole or by hours or days, the newest first."""
    params, books = command.params, command.books
    meter = find(books, Meter, command.ids[0])
    find(books, Customer, params["customer"], "customer")
    start, end = params["start_time"], params["end_time"]
    if end <= start:
        raise errors.error(400, "end_time must be after start_time.", param="end_time")
    step = WINDOWS.get(params.get("value_grouping_window", ""), end - start)
    if start % 60 or end % 60 or (step != end - start and (start % step or end % step)):
        raise metering_errors.not_aligned()
    heard = [
        event
        for event in books.of_kind(MeterEvent)
        if event.event_name == meter.event_name and event.customer == params["customer"] and not event.canceled
    ]
    shown = [_summary(books, meter, window, heard) for window in _windows(start, end, step)]
    kept = [one for one in shown if one["aggregated_value"] or step == end - start]
    return Outcome(Listing(tuple(kept[:100]), len(kept) > 100, f"/v1/billing/meters/{meter.id}/event_summaries"))


def _windows(start: int, end: int, step: int) -> Iterable[Window]:
    return (Window(at, at + step) for at in range(end - step, start - 1, -step))


def _summary(books: Books, meter: Meter, window: Window, heard: list[MeterEvent]) -> dict[str, Any]:
    inside = [event for event in heard if window.start <= event.timestamp < window.end]
    return {
        "id": f"mtrusg_{books.side}_{meter.id[-14:]}{window.start}",
        "object": "billing.meter_event_summary",
        # JSON knows only this kind of number; what is billed is counted exactly.
        "aggregated_value": float(aggregated(meter.formula, inside)),
        "end_time": window.end,
        "livemode": books.livemode,
        "meter": meter.id,
        "start_time": window.start,
    }
