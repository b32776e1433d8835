"""A meter hears of what was used, and that some of it was not. Not: meters.

An event counts for the period that its timestamp lies in; one that comes after that was billed is not billed any more
(Stripe, "Record usage"). Here all of them count at once; Stripe takes a moment, which is not simulated.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from msgspec.structs import replace

from simulator.ids import text
from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Changes, Command
from simulator.stripe.errors import metering as metering_errors
from simulator.stripe.flows.metering.meters import active
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.meter import MeterEvent
from simulator.world import Books

OLDEST, NEWEST = 35 * 86_400, 300
"""Seconds that a timestamp may lie in the past, and ahead. Stripe, "Create a billing meter event"."""

UNIQUE_FOR = 86_400
"""Seconds for which an identifier is not taken twice, at least."""


def create(command: Command) -> Outcome:
    """POST /v1/billing/meter_events."""
    params, books = command.params, command.books
    meter = active(books, params["event_name"])
    if meter is None:
        raise metering_errors.no_active_meter(params["event_name"])
    payload = params["payload"]
    customer = books.objects.get(payload.get(meter.customer_key, ""))
    if not isinstance(customer, Customer):
        raise metering_errors.no_customer(meter.customer_key)
    now = books.clock.now() if customer.test_clock is None else _by_their_clock(books, customer)
    at = params.get("timestamp", now)
    if not now - OLDEST <= at <= now + NEWEST:
        raise metering_errors.bad_timestamp()
    identifier = params.get("identifier") or text(books.random, 24)
    for event in books.of_kind(MeterEvent):
        if event.identifier == identifier and event.created > command.now - UNIQUE_FOR:
            raise metering_errors.heard_before(identifier)
    made = MeterEvent(
        id=f"meter_event/{text(books.random, 16)}",
        created=command.now,
        event_name=meter.event_name,
        identifier=identifier,
        timestamp=at,
        customer=customer.id,
        value=Decimal(1) if meter.formula == "count" else _value(payload.get(meter.value_key), meter.value_key),
        payload=dict(payload),
    )
    changes = Changes()
    changes.put(made)
    return changes.outcome(made)


def _by_their_clock(books: Books, customer: Customer) -> int:
    clock = books.objects[customer.test_clock or ""]
    now: int = clock.frozen_time
    return now


def _value(given: str | None, key: str) -> Decimal:
    try:
        value = Decimal(given or "")
    except InvalidOperation:
        raise metering_errors.bad_value(key) from None
    if not value.is_finite():
        raise metering_errors.bad_value(key)
    return value


def adjust(command: Command) -> Outcome:
    """POST /v1/billing/meter_event_adjustments: an event of the last day is taken back, by its identifier."""
    params, books = command.params, command.books
    identifier = (params.get("cancel") or {}).get("identifier")
    if identifier is None:
        raise errors.missing("cancel[identifier]")
    for event in books.of_kind(MeterEvent):
        if event.identifier == identifier and event.event_name == params["event_name"] and not event.canceled:
            changes = Changes()
            changes.put(replace(event, canceled=True))
            return changes.outcome(
                {
                    "object": "billing.meter_event_adjustment",
                    "cancel": {"identifier": identifier},
                    "event_name": event.event_name,
                    "livemode": books.livemode,
                    "status": "complete",
                    "type": "cancel",
                }
            )
    raise metering_errors.not_heard(identifier)
