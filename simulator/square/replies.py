"""From what was decided to the bytes of a reply: objects, lists, errors, and the headers around them. Not: deciding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from simulator.provider import Asked, Outcome, Refusal, Reply
from simulator.square import errors, policy
from simulator.square.command import Answer
from simulator.square.shapes import shape
from simulator.world import Books

COMMON: tuple[tuple[str, str], ...] = (
    ("Content-Type", "application/json"),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Xss-Protection", "1; mode=block"),
)
"""Recorded of payments, customers, refunds, orders. Compression and HSTS, which stand in front, are left out."""

TRACED = ("cards.", "payment_links.")
"""Operations whose service names its trace in a header, also on errors (recorded)."""

NAMES_AN_OBJECT = ("order_id", "payment_id", "customer_id", "source_id", "payment_ids", "order_ids")
"""Parameters that hold ids: the call is about those objects too."""


def answer(books: Books, asked: Asked, outcome: Outcome, request_id: str) -> Reply:
    """Return the reply to a call that was executed and stored."""
    return Reply(
        status=200,
        body=msgspec.json.encode(shape(books, outcome.answer)),
        headers=_headers(asked, request_id),
        objects=_objects(asked, outcome.answer),
    )


def refuse(books: Books | None, asked: Asked | None, refusal: Refusal, request_id: str) -> Reply:
    """Return the reply that says no; a declined payment stands beside its errors (recorded)."""
    body = {name: shape(books, value) if books else value for name, value in refusal.body.items()}
    return Reply(
        status=refusal.status,
        body=msgspec.json.encode(body),
        headers=(*_headers(asked, request_id), *refusal.headers),
        objects=() if asked is None else _objects(asked, refusal.body),
        error_code=refusal.code,
        unsupported=refusal.unsupported,
        lacks=refusal.lacks,
    )


def _objects(asked: Asked, value: Any) -> tuple[str, ...]:
    """Return the ids of all that a call is about: those that it names, and those of the objects in its answer."""
    ids = dict.fromkeys(asked.ids)
    for name in NAMES_AN_OBJECT:
        told = asked.parameters.get(name)
        if isinstance(told, str):
            ids[told] = None
        elif isinstance(told, list):
            ids |= dict.fromkeys(one for one in told if isinstance(one, str))
    _add_ids(ids, value)
    return tuple(ids)


def _add_ids(ids: dict[str, None], value: Any) -> None:
    """Add the ids of the objects in an answer; of a list those on the page."""
    if isinstance(value, msgspec.Struct):
        ids[value.id] = None  # type: ignore[attr-defined]  # all that is shown has one
        subscription = getattr(value, "subscription_id", None)
        if subscription is not None:
            ids[subscription] = None
        return
    if type(value) is Answer:
        value = value.named
    if isinstance(value, Mapping):
        for inner in value.values():
            _add_ids(ids, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _add_ids(ids, inner)


def _headers(asked: Asked | None, request_id: str) -> tuple[tuple[str, str], ...]:
    version = asked.version if asked is not None and policy.is_version(asked.version) else policy.API_VERSION
    headers = (*COMMON, ("Square-Version", version))
    if asked is not None and asked.operation.startswith(TRACED):
        return (*headers, ("X-Speleo-Traceid", request_id))
    return headers


def conflict(standing: str, key: str) -> Refusal:
    """Return the refusal of a key's second use; `key` is that of the record."""
    return errors.key_reused(key.rpartition("\0")[2]) if standing == "mismatch" else errors.key_in_flight()


def failure(status: int, message: str | None = None) -> Refusal:
    """Return the refusal for a fault, in Square's manner, or saying `message`."""
    return errors.rate_limited() if status == 429 else errors.square_failed(status, message)


def retry_advice(after: int | None) -> tuple[tuple[str, str], ...]:
    """Return the header that says how many seconds to wait: both SDKs obey it, no recording has it."""
    return () if after is None else (("Retry-After", str(after)),)
