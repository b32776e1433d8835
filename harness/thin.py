"""What a schedule changes in snapshot events, changed in thin ones, which only name their object. Not: sending.

A check is written for what most integrations get: an event with its object in it. A change of that object's id is one
of the reference here, and a change of what else stands in it has no counterpart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from harness.failures import Moot
from simulator.schedules.schedule import Schedule

RELATED: Mapping[str, tuple[str, str]] = {
    "pi_": ("payment_intent", "/v1/payment_intents/"),
    "cs_": ("checkout.session", "/v1/checkout/sessions/"),
}
"""How an id begins: the kind of object, and where it is read."""


def thinned(schedule: Schedule) -> Schedule:
    """Return the same schedule for an endpoint of thin events. Raises Moot where nothing would be left of a change."""
    return tuple(
        msgspec.structs.replace(delivery, set=_changes(delivery.set), alter=_changes(delivery.alter))
        for delivery in schedule
    )


def _changes(asked: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for pointer, value in asked.items():
        changes |= _change(pointer, value)
    if asked and not changes:
        what = next(iter(asked))
        raise Moot(f"the endpoint takes thin events, which carry nothing of an object: there is no {what} to change")
    return changes


def _change(pointer: str, value: Any) -> dict[str, Any]:
    if pointer == "/type" and isinstance(value, str):
        return {"/type": f"v1.{value}"}
    if pointer == "/account":
        return {"/context": value}
    if pointer in ("/data", "/data/object"):
        return {"/related_object": _reference(value) if isinstance(value, Mapping) else value}
    if pointer == "/data/object/id":
        kind = RELATED.get(value[:3]) if isinstance(value, str) else None
        if kind is None:
            return {"/related_object/id": value}
        return {"/related_object": {"id": value, "type": kind[0], "url": kind[1] + value}}
    if pointer == "/data/object/assay":
        return {"/related_object/assay": value}
    return {} if pointer.startswith("/data/") else {pointer: value}


def _reference(thing: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return how an object of that kind would be named: one without an id is not, as in `v1.billing.meter.…` events."""
    if "id" not in thing:
        return None
    return {"id": thing["id"], "type": thing["object"], "url": f"/v1/{thing['object']}/{thing['id']}"}
