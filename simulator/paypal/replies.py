"""From what was decided to the bytes of a reply: objects, errors, and the headers around them. Not: deciding."""

from __future__ import annotations

from typing import Any

import msgspec

from simulator.paypal import errors
from simulator.paypal.command import Called, Plain, Shown, Text
from simulator.paypal.errors.layout import body_of
from simulator.paypal.recognition import related_ids
from simulator.paypal.resources.sale import Sale
from simulator.paypal.shapes import shape
from simulator.provider import Asked, Outcome, Refusal, Reply
from simulator.world import Books

_CACHE = ("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate")
_JSON = ("Content-Type", "application/json")
_IAAS = ("X-Paypal-Token-Service", "IAAS")


def answer(books: Books, asked: Asked, outcome: Outcome, request_id: str) -> Reply:
    """Return the reply to a call that was executed and stored."""
    value = outcome.answer
    if isinstance(value, Text):
        headers = (_CACHE, ("Content-Type", value.content_type), ("Paypal-Debug-Id", request_id), *value.headers)
        return Reply(outcome.status, value.body, headers, outcome.objects)
    if isinstance(value, Plain):
        return _reply(asked, outcome.status, value.body, request_id, (*asked.ids, *value.objects))
    assert isinstance(value, Shown)  # noqa: S101 - flows answer with nothing else
    body = shape(books, value.value, value.manner)
    return _reply(asked, outcome.status, body, request_id, _ids(asked, value.value))


def _ids(asked: Asked, value: Any) -> tuple[str, ...]:
    """Return the ids that the call named or read, for the journal."""
    return tuple(dict.fromkeys((*asked.ids, value.id, *sorted(related_ids(value)))))


def _reply(
    asked: Asked | None, status: int, body: Any, request_id: str, objects: tuple[str, ...], **more: Any
) -> Reply:
    headers: tuple[tuple[str, str], ...] = (_CACHE, ("Paypal-Debug-Id", request_id))
    if body is not None:
        headers = (_CACHE, _JSON, ("Paypal-Debug-Id", request_id))
    if asked is not None and asked.operation == "oauth2.token":
        headers = (*headers, _IAAS)
    return Reply(status, b"" if body is None else msgspec.json.encode(body), headers, objects, **more)


def refuse(books: Books | None, asked: Asked | None, refusal: Refusal, request_id: str) -> Reply:
    """Return the reply that says no, in the manner of the API that was called."""
    called = asked.route[0] if asked is not None and isinstance(asked.route, tuple) else None
    family = called.route.family if isinstance(called, Called) else "other"
    del books  # nothing of what is stored stands in an error
    body = body_of(refusal, family, request_id)
    made = _reply(
        asked,
        refusal.status,
        body,
        request_id,
        asked.ids if asked else (),
        error_code=refusal.code,
        unsupported=refusal.unsupported,
    )
    return msgspec.structs.replace(made, headers=(*made.headers, *refusal.headers)) if refusal.headers else made


def replay(books: Books, asked: Asked, earlier: Reply, request_id: str) -> Reply:
    """Answer a PayPal-Request-Id once more: with the latest state of what it did (recorded), as full as preferred now.

    Orders, vault and products answer 200 then (documented); payments 201, as the first time.
    """
    called: Called = asked.route[0]
    name = msgspec.json.decode(earlier.body).get("id") if earlier.body else None
    stored = books.objects.get(name) if isinstance(name, str) else None
    if stored is None or (isinstance(stored, Sale) and called.route.family == "billing"):  # shown as a transaction
        return earlier
    status = called.route.replayed if earlier.status == 201 else earlier.status
    body = shape(books, stored, called.manner)
    return _reply(asked, status, body, request_id, _ids(asked, stored))


def conflict(standing: str, key: str) -> Refusal:
    """Return the refusal of a second use: PayPal knows none but that of a call which is not over yet."""
    del standing
    operation = key.partition(" ")[0]
    if operation in ("orders.capture", "orders.authorize"):
        return errors.unprocessable("ORDER_COMPLETION_IN_PROGRESS")
    return errors.in_progress()
