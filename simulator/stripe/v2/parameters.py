"""What operations of API v2 take: a table for each, and what is given held against it. Not: what is done with it.

Source: the parameter types of stripe-python 16.1 (`stripe/params/v2/core`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from simulator.stripe.errors import v2 as refusals
from simulator.stripe.v2 import moments
from simulator.stripe.wire import METADATA_KEY_LENGTH, METADATA_KEYS, METADATA_VALUE_LENGTH

Check = Callable[[str, Any], Any]
"""Takes a field's path and value and returns the value as it is meant. Raises the refusal for one that does not fit."""

MOST = 100
"""Objects on a page. Unconfirmed for API v2."""


def text(path: str, value: Any) -> str:
    if not isinstance(value, str):
        raise refusals.invalid_field(path, "Must be a string.")
    return value


def moment(path: str, value: Any) -> float:
    try:
        return moments.read(text(path, value))
    except ValueError:
        raise refusals.invalid_field(path, "Must be an RFC 3339 timestamp.") from None


def size(path: str, value: Any) -> int:
    """A number of objects; in a query it is text."""
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9 else value
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST:
        raise refusals.invalid_field(path, f"Must be between 1 and {MOST}.")
    return number


def one_of(*known: str) -> Check:
    def check(path: str, value: Any) -> str:
        if text(path, value) not in known:
            raise refusals.unknown_value(path, value, known)
        return str(value)

    return check


def several(inner: Check, least: int = 0, most: int = 1000) -> Check:
    """A list; in a query it is a hash by index."""

    def check(path: str, value: Any) -> list[Any]:
        items = list(value.values()) if isinstance(value, Mapping) else value
        if not isinstance(items, list) or not least <= len(items) <= most:
            raise refusals.invalid_field(path, f"Must be an array of {least} to {most} values.")
        return [inner(f"{path}[{nth}]", item) for nth, item in enumerate(items)]

    return check


def metadata(path: str, value: Any) -> dict[str, str | None]:
    """Null removes a key."""
    if not isinstance(value, Mapping) or len(value) > METADATA_KEYS:
        raise refusals.invalid_field(path, f"Must be a map of at most {METADATA_KEYS} keys.")
    for key, inner in value.items():
        if inner is not None and (
            len(key) > METADATA_KEY_LENGTH or len(text(f"{path}.{key}", inner)) > METADATA_VALUE_LENGTH
        ):
            raise refusals.invalid_field(f"{path}.{key}", "Key or value is too long.")
    return dict(value)


def fields(required: tuple[str, ...] = (), **known: Check) -> Check:
    """A hash of these fields and no others."""

    def check(path: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise refusals.invalid_field(path, "Must be an object.")
        places = {name: f"{path}.{name}" if path else name for name in (*value, *required)}
        for name, place in places.items():
            if name not in known:
                raise refusals.invalid_field(place, "Unknown field.")
        for name in required:
            if value.get(name) is None:
                raise refusals.invalid_field(places[name], "This field is required.")
        return {name: known[name](places[name], inner) for name, inner in value.items() if inner is not None}

    return check


_URL = one_of("webhook_endpoint.url")
_INCLUDED = several(_URL)
_WEBHOOK = fields(("url",), url=text)

TAKEN: Mapping[str, Check] = {
    "v2.core.event_destinations.create": fields(
        ("enabled_events", "event_payload", "name", "type"),
        amazon_eventbridge=fields(aws_account_id=text, aws_region=text),
        azure_event_grid=fields(azure_region=text, azure_resource_group_name=text, azure_subscription_id=text),
        description=text,
        enabled_events=several(text, least=1),
        event_payload=one_of("snapshot", "thin"),
        events_from=several(one_of("@accounts", "@self"), least=1),
        include=several(one_of("webhook_endpoint.signing_secret", "webhook_endpoint.url")),
        metadata=metadata,
        name=text,
        snapshot_api_version=text,
        type=one_of("amazon_eventbridge", "azure_event_grid", "webhook_endpoint"),
        webhook_endpoint=_WEBHOOK,
    ),
    "v2.core.event_destinations.list": fields(include=_INCLUDED, limit=size, page=text),
    "v2.core.event_destinations.retrieve": fields(include=_INCLUDED),
    "v2.core.event_destinations.update": fields(
        description=text,
        enabled_events=several(text, least=1),
        include=_INCLUDED,
        metadata=metadata,
        name=text,
        webhook_endpoint=_WEBHOOK,
    ),
    "v2.core.event_destinations.delete": fields(),
    "v2.core.event_destinations.enable": fields(),
    "v2.core.event_destinations.disable": fields(),
    "v2.core.event_destinations.ping": fields(),
    "v2.core.events.list": fields(
        created=fields(gt=moment, gte=moment, lt=moment, lte=moment),
        limit=size,
        object_id=text,
        page=text,
        types=several(text, most=20),
    ),
    "v2.core.events.retrieve": fields(),
}


def given(body: bytes) -> dict[str, Any]:
    """Return what stands in a JSON body; nothing at all is nothing given. Raises the refusal for anything else."""
    try:
        read = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise refusals.not_json() from None
    if not isinstance(read, dict):
        raise refusals.not_json()
    return read


def check(operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return an operation's parameters as they are meant. Raises the refusal for the first that does not fit."""
    checked: dict[str, Any] = TAKEN[operation]("", parameters)
    return checked
