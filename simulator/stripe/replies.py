"""From what was decided to the bytes of a reply: objects, lists, errors, and the headers around them. Not: deciding."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import msgspec
from msgspec.structs import replace

from simulator.provider import Asked, Outcome, Refusal, Reply
from simulator.stripe import errors, policy, stencils, versions
from simulator.stripe.belonging import subscription_of
from simulator.stripe.command import Listing, SearchResult
from simulator.stripe.errors import v2
from simulator.stripe.expansion import expand
from simulator.stripe.resources.file import Contents, File
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.versions import render
from simulator.world import Books

CORS: tuple[tuple[str, str], ...] = (
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Allow-Methods", "GET, HEAD, PUT, PATCH, POST, DELETE"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Request-Id, Stripe-Manage-Version, Stripe-Should-Retry"),
    ("Access-Control-Max-Age", "300"),
)

_JSON = ("Content-Type", "application/json")
TYPES = {"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "pdf": "application/pdf"}

_WHO_ARE_YOU = (("WWW-Authenticate", 'Bearer realm="Stripe"'),)

PUBLIC_INTENT = frozenset({
    "id", "object", "amount", "amount_details", "automatic_payment_methods", "canceled_at", "cancellation_reason",
    "capture_method", "client_secret", "confirmation_method", "created", "currency", "description",
    "excluded_payment_method_types", "last_payment_error", "livemode", "next_action", "payment_method",
    "payment_method_configuration_details", "payment_method_types", "processing", "receipt_email",
    "setup_future_usage", "shipping", "source", "status",
})  # fmt: skip
"""What a browser is shown of an intent: no metadata, customer or charge (Stripe.js's type; unconfirmed on the wire)."""

PUBLIC_SETUP = frozenset({
    "id", "object", "automatic_payment_methods", "cancellation_reason", "client_secret", "created", "description",
    "excluded_payment_method_types", "last_setup_error", "livemode", "next_action", "payment_method",
    "payment_method_configuration_details", "payment_method_types", "status", "usage",
})  # fmt: skip
"""The same of a setup intent."""

NAMES_AN_OBJECT = (
    "payment_intent", "setup_intent", "charge", "customer", "payment_method", "source", "subscription", "invoice",
)  # fmt: skip
"""Parameters that hold an id: the call is about that object too."""

_NAMES_AN_OBJECT = frozenset(NAMES_AN_OBJECT)

LINKED = ("id", "payment_intent", "latest_charge", "charge", "setup_intent")
"""Fields of what is shown that hold an id."""


SHOWS_ITS_INTENT = {"payment_intents": "payment_intent", "setup_intents": "setup_intent"}
"""Operations whose refusals show the intent that they are about."""


def answer(books: Books, asked: Asked, outcome: Outcome, request_id: str) -> Reply:
    """Return the reply to a call that was executed and stored, at the version it asked for."""
    value = outcome.answer
    if isinstance(value, Contents):
        return raw(value.file, _headers(asked, request_id))
    paths = asked.parameters.get("expand") or ()
    if not paths and asked.caller == "secret_key":
        body = stencils.body(books, value, asked.version)
        if body is not None:
            linked = [getattr(value, name) for name in _links(value.__class__)]
            return Reply(200, body, _headers(asked, request_id), _ids(books, asked, value, linked))
    if isinstance(value, Listing):
        data = [render(books, item, asked.version) for item in value.items]
        shown = _page(value, data)
    else:
        shown = render(books, value, asked.version)
    if asked.caller == "publishable_key" and isinstance(value, PaymentIntent | SetupIntent):
        shown = _public(shown)
    if paths:
        shown = expand(books, shown, paths, asked.version)
    return Reply(
        status=200,
        body=msgspec.json.encode(shown),
        headers=_headers(asked, request_id),
        objects=_ids(books, asked, value, [shown.get(name) for name in LINKED]),
    )


def raw(file: File, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Return a file's bytes; nobody's browser is to take them for a page of ours."""
    told = (("Content-Type", TYPES.get(file.type or "", "application/octet-stream")),)
    guards = (("X-Content-Type-Options", "nosniff"), ("Content-Disposition", "attachment"))
    return Reply(
        200, file.contents, (*(pair for pair in headers if pair[0] != "Content-Type"), *told, *guards), (file.id,)
    )


def _page(value: Listing, data: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a page of a list, or of what a search found; `total_count` is shown only if it was asked for."""
    kind = "search_result" if isinstance(value, SearchResult) else "list"
    shown: dict[str, Any] = {"object": kind, "data": data, "has_more": value.has_more}
    if isinstance(value, SearchResult):
        shown["next_page"] = value.next_page
    if value.total_count is not None:
        shown["total_count"] = value.total_count
    return shown | {"url": value.url}


def _public(intent: dict[str, Any]) -> dict[str, Any]:
    seen = PUBLIC_SETUP if intent["object"] == "setup_intent" else PUBLIC_INTENT
    return {key: inner for key, inner in intent.items() if key in seen}


def _ids(books: Books, asked: Asked, value: Any, linked: Iterable[Any]) -> tuple[str, ...]:
    """Return the ids that the call named or read, for the journal; of a list, those on the page.

    `linked` is what stands in the fields `LINKED` of what is shown, so far as they are there.
    """
    ids = dict.fromkeys(asked.ids)
    given = asked.parameters
    if not _NAMES_AN_OBJECT.isdisjoint(given):
        for name in NAMES_AN_OBJECT:
            if isinstance(text := given.get(name), str):
                ids[text] = None
    if isinstance(value, Listing):
        ids.update((item.id, None) for item in value.items if hasattr(item, "id"))
        return tuple(ids)
    for text in linked:
        if text is not None and isinstance(text, str):
            ids[text] = None
    owner = subscription_of(books, value)
    if owner is not None:
        ids[owner] = None
    return tuple(ids)


@cache
def _links(kind: type) -> tuple[str, ...]:
    """Return which of `LINKED` a kind of object has; it shows them under their own names."""
    return tuple(name for name in LINKED if hasattr(kind, name))


def refuse(books: Books | None, asked: Asked | None, refusal: Refusal, request_id: str) -> Reply:
    """Return the reply that says no.

    Any failing action on an existing intent shows the whole intent (recorded), plain parameter faults included.
    """
    if asked is not None and asked.operation.startswith("v2."):
        return _refuse_v2(asked, refusal, request_id)
    version = asked.version if asked else policy.API_VERSION
    body = dict(refusal.body)
    if books is not None:
        body |= {
            key: render(books, value, version) for key, value in body.items() if not isinstance(value, str | int | dict)
        }
        kind = None if asked is None else SHOWS_ITS_INTENT.get(asked.operation.partition(".")[0])
        if asked is not None and kind is not None and asked.ids and asked.writes:
            intent = books.objects.get(asked.ids[0])
            if kind not in body and isinstance(intent, PaymentIntent | SetupIntent) and _knows(asked, intent):
                body[kind] = render(books, intent, version)
        if asked is not None and asked.caller == "publishable_key" and kind and isinstance(body.get(kind), dict):
            body[kind] = _public(body[kind])
        if not _unlogged(refusal):
            side = "test/" if books.side == "test" else ""
            body["request_log_url"] = (
                f"https://dashboard.stripe.com/{books.account}/{side}workbench/logs?object={request_id}"
            )
    return Reply(
        status=refusal.status,
        body=msgspec.json.encode({"error": {key: body[key] for key in sorted(body)}}),
        headers=(*_headers(asked, request_id), *(_WHO_ARE_YOU if refusal.status == 401 else ()), *refusal.headers),
        objects=() if asked is None else asked.ids if books is None else _refused_ids(books, asked),
        error_code=refusal.code or str(body["type"]),
        unsupported=refusal.unsupported,
        lacks=refusal.lacks,
    )


def _refused_ids(books: Books, asked: Asked) -> tuple[str, ...]:
    """Return the ids in the path of a call that was refused, and the subscriptions that they belong to."""
    owners = (subscription_of(books, books.objects.get(name)) for name in asked.ids)
    return tuple(dict.fromkeys((*asked.ids, *(owner for owner in owners if owner is not None))))


def _refuse_v2(asked: Asked, refusal: Refusal, request_id: str) -> Reply:
    status, body = v2.body_of(refusal)
    return Reply(
        status=status,
        body=msgspec.json.encode({"error": body}),
        headers=(*_headers(asked, request_id), *refusal.headers),
        objects=asked.ids,
        error_code=body["code"],
        unsupported=refusal.unsupported,
        lacks=refusal.lacks,
    )


def _knows(asked: Asked, intent: PaymentIntent | SetupIntent) -> bool:
    """Say whether the caller may see the intent: a browser must have given its secret, which stands in it."""
    return asked.caller != "publishable_key" or asked.parameters.get("client_secret") == intent.client_secret


def _unlogged(refusal: Refusal) -> bool:
    """Recorded: an unknown version and an unknown URL have no line in the log."""
    return refusal.message.startswith(("Invalid Stripe API version", "Unrecognized request URL"))


def _headers(asked: Asked | None, request_id: str) -> tuple[tuple[str, str], ...]:
    if asked is None:
        return (_JSON, ("Request-Id", request_id), *CORS)
    known, key = _version_told(asked.version), asked.idempotency_key
    if key is None:
        return (_JSON, ("Request-Id", request_id), known, *CORS)
    again = ("Idempotency-Key", key), ("Original-Request", request_id)
    return (_JSON, ("Request-Id", request_id), known, *again, *CORS)


@lru_cache(maxsize=256)
def _version_told(version: str) -> tuple[str, str]:
    """Return the header that tells which version a reply is of."""
    return "Stripe-Version", version if versions.known(version) else policy.API_VERSION


def replay(reply: Reply) -> Reply:
    """Return an earlier reply as its key is answered again: the same bytes, and a header that says so.

    That the request id stays the first one's is unconfirmed.
    """
    return replace(reply, headers=(*reply.headers, ("Idempotent-Replayed", "true")))


def conflict(standing: str, key: str) -> Refusal:
    """Return the refusal of a key's second use."""
    return errors.key_reused(key) if standing == "mismatch" else errors.key_in_flight(key)


def failure(status: int, message: str | None = None) -> Refusal:
    """Return the refusal for a fault, in Stripe's manner: 429 says which limit, 5xx says sorry or `message`."""
    if status != 429:
        return errors.stripe_failed(status, message)
    refusal = errors.rate_limited()
    refusal.headers = (("Stripe-Rate-Limited-Reason", "global-rate"),)
    return refusal


def retry_advice(after: int | None, again: bool | None) -> tuple[tuple[str, str], ...]:
    """Return the headers that advise on a retry.

    `Stripe-Should-Retry` is obeyed by Stripe's SDKs before any rule about statuses; `Retry-After` they do not read
    (stripe-python 16.1, stripe-node 23.1), and Stripe does not document that it sends it.
    """
    said = [] if after is None else [("Retry-After", str(after))]
    return (*said, *([] if again is None else [("Stripe-Should-Retry", "true" if again else "false")]))
