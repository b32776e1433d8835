"""Errors of meters and their events, one function each. Not: deciding when one applies.

Codes as in Stripe's lists of them; the sentences are unconfirmed.
"""

from __future__ import annotations

from simulator.provider import Refusal
from simulator.stripe.errors import error


def name_is_taken(name: str) -> Refusal:
    return error(400, f"There is already an active meter with the event name {name}.", param="event_name")


def not_in_that_state(meter: str, status: str) -> Refusal:
    return error(400, f"The meter {meter} is already {status}.")


def no_active_meter(name: str) -> Refusal:
    return error(404, f"No active meter found with event name: {name}", code="no_meter", param="event_name")


def no_customer(key: str) -> Refusal:
    return error(400, f"The payload names no customer under `{key}`.", param=f"payload[{key}]")


def bad_value(key: str) -> Refusal:
    return error(400, f"The payload has no number under `{key}`.", code="meter_event_invalid_value", param="payload")


def bad_timestamp() -> Refusal:
    return error(
        400,
        "The timestamp must be within the past 35 calendar days or up to 5 minutes in the future.",
        code="timestamp_too_far_in_past",
        param="timestamp",
    )


def heard_before(identifier: str) -> Refusal:
    return error(400, f"An event already exists with identifier {identifier}.", code="duplicate_meter_event")


def not_heard(identifier: str) -> Refusal:
    return error(
        404, f"No meter event with identifier {identifier}.", code="resource_missing", param="cancel[identifier]"
    )


def not_aligned() -> Refusal:
    return error(400, "start_time and end_time must be aligned with minutes, or with the grouping window.")


def quantity_of_metered(param: str) -> Refusal:
    return error(400, "Quantity should not be specified where usage_type is `metered`.", param=param)
