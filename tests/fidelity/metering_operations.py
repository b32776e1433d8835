"""How the SDK drives meters and their events. Not: test cases."""

from collections.abc import Callable
from typing import Any


def meter(sdk: Any) -> Any:
    return sdk.billing.meters.create({
        "display_name": "Tokens", "event_name": "tokens", "default_aggregation": {"formula": "sum"},
    })  # fmt: skip


def used(sdk: Any) -> Any:
    meter(sdk)
    payload = {"stripe_customer_id": sdk.customers.create().id, "value": "5"}
    return sdk.billing.meter_events.create({"event_name": "tokens", "payload": payload, "identifier": "a"})


def taken_back(sdk: Any) -> Any:
    used(sdk)
    return sdk.billing.meter_event_adjustments.create({
        "event_name": "tokens", "type": "cancel", "cancel": {"identifier": "a"},
    })  # fmt: skip


def summaries(sdk: Any) -> Any:
    event = used(sdk)
    window = {"start_time": event.timestamp // 60 * 60, "end_time": event.timestamp // 60 * 60 + 60}
    params = {"customer": event.payload.stripe_customer_id, **window}
    return sdk.billing.meters.event_summaries.list(sdk.billing.meters.list().data[0].id, params)


def reactivated(sdk: Any) -> Any:
    return sdk.billing.meters.reactivate(sdk.billing.meters.deactivate(meter(sdk).id).id)


CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "billing.meters.create": ("billing.meters.create", meter, "billing.meter"),
    "billing.meters.list": ("billing.meters.list", lambda s: [meter(s), s.billing.meters.list()][1], "list"),
    "billing.meters.retrieve": (
        "billing.meters.retrieve", lambda s: s.billing.meters.retrieve(meter(s).id), "billing.meter"),
    "billing.meters.update": (
        "billing.meters.update", lambda s: s.billing.meters.update(meter(s).id, {"display_name": "x"}),
        "billing.meter"),
    "billing.meters.deactivate": (
        "billing.meters.deactivate", lambda s: s.billing.meters.deactivate(meter(s).id), "billing.meter"),
    "billing.meters.reactivate": ("billing.meters.reactivate", reactivated, "billing.meter"),
    "billing.meters.event_summaries.list": ("billing.meters.event_summaries.list", summaries, "list"),
    "billing.meter_events.create": ("billing.meter_events.create", used, "billing.meter_event"),
    "billing.meter_event_adjustments.create": (
        "billing.meter_event_adjustments.create", taken_back, "billing.meter_event_adjustment"),
}  # fmt: skip
