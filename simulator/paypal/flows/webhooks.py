"""Webhooks v1: registered, changed and deleted; which types of events there are; checking a signature. Not: events."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from simulator.paypal import errors, policy, signing
from simulator.paypal.certificates import CERTIFICATES
from simulator.paypal.command import Command, Plain, Shown
from simulator.paypal.event_types import OTHERS, TYPES, description
from simulator.paypal.events import SIMULATED
from simulator.paypal.naming import handle_of
from simulator.paypal.shapes.webhooks import event_type, webhook
from simulator.provider import Endpoint, Outcome
from simulator.world import Books

_URL = re.compile(r"https?://[^\s/?#]+[^\s]*\Z")
LIMITS = {
    "auth_algo": 100, "cert_url": 500, "transmission_id": 50, "transmission_sig": 500, "transmission_time": 100,
    "webhook_id": 50,
}  # fmt: skip


def registered(books: Books) -> list[Endpoint]:
    """Return the webhooks of an app: those of PayPal's simulator are nobody's."""
    return [one for one in books.endpoints.values() if one.enabled_events != (SIMULATED,)]


def create(command: Command) -> Outcome:
    """POST /v1/notifications/webhooks."""
    books, params = command.books, command.params
    url = _url(params["url"])
    there = registered(books)
    if any(one.url == url for one in there):
        raise errors.refusal(400, "WEBHOOK_URL_ALREADY_EXISTS", [], message="Webhook URL already exists")
    if len(there) >= policy.WEBHOOKS_MOST:
        message = "Webhook URLs number limit has been exceeded"
        raise errors.refusal(400, "WEBHOOK_NUMBER_LIMIT_EXCEEDED", [], message=message)
    CERTIFICATES.warm()
    made = signing.new_endpoint(books, url, _names(params["event_types"]), None, handle_of(books.keys))
    return Outcome(Shown(made), puts=(made,), status=201)


def list_webhooks(command: Command) -> Outcome:
    """GET /v1/notifications/webhooks."""
    there = registered(command.books)
    shown = [webhook(command.books, one) for one in there]
    return Outcome(Plain({"webhooks": shown}, tuple(one.id for one in there)))


def get(command: Command) -> Outcome:
    """GET /v1/notifications/webhooks/{id}."""
    return Outcome(Shown(_named(command)))


def update(command: Command) -> Outcome:
    """PATCH /v1/notifications/webhooks/{id}: replaces the URL or the event types."""
    made = _named(command)
    for nth, one in enumerate(command.params):
        if one["op"] != "replace":
            raise errors.validation(f"[{nth}].op", "Only the replace operation is supported")
        if one.get("path") == "/event_types" and isinstance(one.get("value"), list):
            made = replace(made, enabled_events=_names(one["value"]))
        elif one.get("path") == "/url" and isinstance(one.get("value"), str):
            made = replace(made, url=_url(one["value"]))
        else:
            raise errors.validation(f"[{nth}].path", "Not a valid path")
    return Outcome(Shown(made), puts=(made,))


def delete(command: Command) -> Outcome:
    """DELETE /v1/notifications/webhooks/{id}: pending retries end with it."""
    return Outcome(Plain(None, command.ids), removes=(_named(command).id,), status=204)


def list_types(_command: Command) -> Outcome:
    """GET /v1/notifications/webhooks-event-types."""
    return Outcome(Plain({"event_types": [_described(name) for name in (*TYPES, *OTHERS)]}))


def list_types_of(command: Command) -> Outcome:
    """GET /v1/notifications/webhooks/{id}/event-types."""
    return Outcome(Plain({"event_types": [_described(name) for name in _named(command).enabled_events]}, command.ids))


def verify(command: Command) -> Outcome:
    """POST /v1/notifications/verify-webhook-signature: 200 also for FAILURE (recorded).

    What is checked are the bytes of the event as they stand in the request: with other spaces or another order of the
    keys it is another event (recorded).
    """
    params = command.params
    if not isinstance(params, dict):
        raise errors.validation("body", "Invalid request body")
    for name, longest in LIMITS.items():
        value = params.get(name)
        if not isinstance(value, str) or not value.strip():
            raise errors.validation(name, "Required field cannot be blank")
        if len(value) > longest:
            raise errors.validation(name, f"Must be at most {longest} characters")
    if not re.fullmatch(r"[a-zA-Z0-9]+", params["webhook_id"]):
        raise errors.validation("webhook_id", "Not a valid webhook id")
    if not isinstance(params.get("webhook_event"), dict):
        raise errors.validation("webhook_event", "Required field cannot be blank")
    event = msgspec.json.decode(command.called.raw, type=_Postback).webhook_event
    verified = signing.verifies(command.books, params, bytes(event))
    objects = (name,) if isinstance(name := params["webhook_event"].get("id"), str) else ()
    return Outcome(Plain({"verification_status": "SUCCESS" if verified else "FAILURE"}, objects))


class _Postback(msgspec.Struct):
    webhook_event: msgspec.Raw


def _described(name: str) -> dict[str, Any]:
    """Return a type as lists of types show it."""
    return {**event_type(name), "status": "ENABLED"}


def _names(given: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    if not given or not all(isinstance(one, Mapping) for one in given):
        raise errors.validation("event_types", "Required field cannot be blank")
    for nth, one in enumerate(given):
        name = one.get("name")
        if not isinstance(name, str) or (name != "*" and description(name) is None):
            raise errors.validation(f"event_types[{nth}].name", "Not a valid event name")
    return tuple(dict.fromkeys(str(one["name"]) for one in given))


def _url(url: str) -> str:
    """Return an address. Real ones must be HTTPS; here plain ones on this machine are taken too."""
    if not _URL.match(url):
        raise errors.validation("url", "Not a valid webhook URL")
    return url


def _named(command: Command) -> Endpoint:
    found = command.books.endpoints.get(command.ids[0])
    if found is None or found.enabled_events == (SIMULATED,):
        raise errors.refusal(404, "INVALID_RESOURCE_ID", [], message="Resource id is invalid")
    return found
