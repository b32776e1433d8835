"""Webhook subscriptions as an integration manages them: CRUD, a new key, a test. Not: deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from simulator.provider import Endpoint, Outcome
from simulator.square import errors, lists, naming, policy, times
from simulator.square.command import Changes, Command, answer, milliseconds
from simulator.square.endpoints import new_endpoint
from simulator.square.resources.seller import Trial
from simulator.square.shapes.telling import TEST, TYPES
from simulator.world import Books

VERSION_OF_TYPES = "2025-02-20"
"""From which API version a type of event is offered: one for all, which is unconfirmed."""


def create(command: Command) -> Outcome:
    """POST /v2/webhooks/subscriptions."""
    books, told = command.books, command.params["subscription"]
    for name in ("name", "event_types", "notification_url"):
        if not told.get(name):
            raise errors.missing(f"subscription.{name}")
    _check(told)
    made = new_endpoint(
        books,
        told["notification_url"],
        tuple(dict.fromkeys(told["event_types"])),
        None,
        told.get("api_version"),
        told["name"],
    )
    made = replace(made, enabled=told.get("enabled", True))
    changes = Changes()
    changes.put(made)
    return changes.outcome(answer(subscription=made))


def get(command: Command) -> Outcome:
    return Outcome(answer(subscription=_subscription(command)))


def list_subscriptions(command: Command) -> Outcome:
    books, params = command.books, command.params
    there = [one for one in books.endpoints.values() if one.enabled or params.get("include_disabled")]
    if params.get("sort_order", "ASC") == "DESC":
        there.reverse()
    shown, cursor = lists.page(books, params, there, default=100, most=100)
    return Outcome(answer(subscriptions=shown, cursor=cursor))


def update(command: Command) -> Outcome:
    """PUT /v2/webhooks/subscriptions/{}: sparse."""
    before, told = _subscription(command), command.params.get("subscription", {})
    _check(told)
    after = replace(
        before,
        url=told.get("notification_url", before.url),
        enabled_events=tuple(told.get("event_types", before.enabled_events)),
        api_version=told.get("api_version", before.api_version),
        enabled=told.get("enabled", before.enabled),
        description=told.get("name", before.description),
    )
    return _changed(command.books, after)


def delete(command: Command) -> Outcome:
    gone = _subscription(command)
    return Outcome(answer(), removes=(gone.id,), objects=(gone.id,))


def rotate_key(command: Command) -> Outcome:
    """POST …/signature-key: the old key stops at once (whether they overlap is unconfirmed)."""
    key = naming.signature_key(command.books.random)
    done = _changed(command.books, replace(_subscription(command), secrets=(key,)))
    return replace(done, answer=answer(signature_key=key))


def test(command: Command) -> Outcome:
    """POST …/test: a notification that is about nothing leaves for this subscription, and for no other.

    It leaves after the answer, so the answer does not say what it was answered with (Square's does).
    """
    books, subscription = command.books, _subscription(command)
    wanted = command.params.get("event_type")
    if wanted is not None and wanted not in TYPES:
        raise errors.invalid(f"`{wanted}` is not an event type of this subscription.", "event_type")
    now = milliseconds(books)
    told = Trial(naming.uuid(books), subscription.id)
    changes = Changes()
    changes.tell(wanted or TEST, told)
    result = {"id": naming.uuid(books), "created_at": times.stamped(now), "updated_at": times.stamped(now)}
    return replace(changes.outcome(answer(subscription_test_result=result)), objects=(subscription.id,))


def event_types(command: Command) -> Outcome:
    """GET /v2/webhooks/event-types, and the same of /v2/events/types: those that the simulator tells."""
    _check_version(command.params.get("api_version"))
    metadata = [
        {"event_type": one, "api_version_introduced": VERSION_OF_TYPES, "release_status": "PUBLIC"} for one in TYPES
    ]
    return Outcome(answer(event_types=list(TYPES), metadata=metadata))


def _subscription(command: Command) -> Endpoint:
    """Return the subscription that is named. Raises the refusal for none: the words are unconfirmed."""
    found = command.books.endpoints.get(command.ids[0])
    if found is None:
        raise errors.not_found("subscription", command.ids[0])
    return found


def _changed(books: Books, after: Endpoint) -> Outcome:
    now = milliseconds(books)
    stamped = replace(after, metadata={**after.metadata, "updated_at": times.stamped(now)})
    changes = Changes()
    changes.put(stamped)
    return changes.outcome(answer(subscription=stamped))


def _check(told: Mapping[str, Any]) -> None:
    url = told.get("notification_url")
    if url is not None and not _is_address(url):
        raise errors.invalid("The notification URL is not valid.", "subscription.notification_url")
    if unknown := [one for one in told.get("event_types", ()) if one not in TYPES and not _plausible(one)]:
        raise errors.invalid(f"`{unknown[0]}` is not a valid event type.", "subscription.event_types")
    _check_version(told.get("api_version"))


def _is_address(url: str) -> bool:
    try:
        read = urlsplit(url)
        return read.scheme in ("http", "https") and bool(read.hostname)
    except ValueError:
        return False


def _plausible(name: str) -> bool:
    """Say whether it may be a type that Square has and the simulator never tells."""
    return len(name.split(".")) > 1 and name.replace(".", "").replace("_", "").isalpha()


def _check_version(version: str | None) -> None:
    if version is not None and not policy.is_version(version):
        raise errors.invalid(f"`{version}` is not a valid API version.", "api_version")
