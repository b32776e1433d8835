"""Webhook endpoints: create, update, delete, read. Not: delivering to them, or event destinations (API v2)."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.ids import text
from simulator.provider import Endpoint, Outcome
from simulator.stripe import errors, naming
from simulator.stripe.addresses import taken_apart
from simulator.stripe.command import Command
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.lists import page
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

MOST = 16
"""Endpoints per account and mode. Stripe, "Webhooks"."""


def new_secret(books: Books) -> str:
    """Return a signing secret: its prefix, then 32 characters."""
    return "whsec_" + text(books.random, 32)


def create(command: Command) -> Outcome:
    """POST /v1/webhook_endpoints: only this reply shows the secret."""
    books, params = command.books, command.params
    _check_url(books, params["url"])
    if len(books.endpoints) >= MOST:
        raise errors.error(400, f"You have reached the maximum of {MOST} test webhook endpoints.")
    endpoint = Endpoint(
        id=naming.long(books, "we_"),
        url=params["url"],
        secrets=(new_secret(books),),
        enabled_events=tuple(params["enabled_events"]),
        api_version=params.get("api_version"),
        created=command.now,
        description=params.get("description"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
        connect=params.get("connect", False),
    )
    shown = shape(books, endpoint)
    ordered = {key: shown[key] for key in shown if key < "secret" or key in ("id", "object")}
    tail = {key: shown[key] for key in ("status", "url")}
    return Outcome({**ordered, "secret": endpoint.secrets[0], **tail}, puts=(endpoint,))


def update(command: Command) -> Outcome:
    """POST /v1/webhook_endpoints/{webhook_endpoint}."""
    books, params = command.books, command.params
    before = _existing(command)
    fields: dict[str, Any] = {}
    if "url" in params:
        _check_url(books, params["url"])
        fields["url"] = params["url"]
    if "enabled_events" in params:
        fields["enabled_events"] = tuple(params["enabled_events"])
    if "description" in params:
        fields["description"] = params["description"]
    if "disabled" in params:
        fields["enabled"] = not params["disabled"]
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    after = replace(before, **fields)
    return Outcome(after, puts=(after,))


def delete(command: Command) -> Outcome:
    """DELETE /v1/webhook_endpoints/{webhook_endpoint}: pending retries end with it."""
    endpoint = _existing(command)
    return Outcome(deleted_stub("webhook_endpoint", endpoint.id), removes=(endpoint.id,))


def retrieve(command: Command) -> Outcome:
    return Outcome(_existing(command))


def list_endpoints(command: Command) -> Outcome:
    known = {name: one for name, one in command.books.endpoints.items() if type(one) is Endpoint}
    newest_first = reversed(known.values())
    return Outcome(
        page(command.params, newest_first, known, "webhook endpoint", "/v1/webhook_endpoints", lambda _: True)
    )


def _existing(command: Command) -> Endpoint:
    endpoint = command.books.endpoints.get(command.ids[0])
    if type(endpoint) is not Endpoint:
        raise errors.no_such("webhook endpoint", command.ids[0], "id", in_path=True)
    return endpoint


def can_be_reached(books: Books, url: str) -> bool:
    """Say whether it is an address for events.

    Live endpoints need HTTPS, unless they are on this machine, which only the simulator reaches.
    """
    parts = taken_apart(url)
    if parts is None:
        return False
    host = parts.hostname or ""
    local = host in ("localhost", "::1") or host.startswith("127.")
    return not books.livemode or parts.scheme == "https" or local


def _check_url(books: Books, url: str) -> None:
    if not can_be_reached(books, url):
        raise errors.invalid_url("url")
