"""Card fields: each a frame on a shop's page, and the card that they send. Not: the bank's question, nor the API.

A card's number comes from PayPal's frame to PayPal, with the id of the order that it pays; of it only what an order may
show is kept. Neither the shop's page nor its server gets any of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from simulator.paypal import naming
from simulator.paypal.errors import forbidden, not_found
from simulator.paypal.errors.layout import body_of
from simulator.paypal.hosted.pages import json_reply, page
from simulator.paypal.resources.order import Order
from simulator.provider import Cause, Refusal, Reply, Request
from simulator.sandbox import Sandbox

FIELD, CONFIRM = "/smart/card-field", "/smart/api/card"

FIELDS: Mapping[str, Mapping[str, Any]] = {
    "name": {"label": "Name on card", "placeholder": "Name on card", "autocomplete": "cc-name", "longest": 255},
    "number": {"label": "Card number", "placeholder": "Card number", "autocomplete": "cc-number", "longest": 23},
    "expiry": {"label": "Expiry (MM / YY)", "placeholder": "MM / YY", "autocomplete": "cc-exp", "longest": 7},
    "cvv": {"label": "CVV", "placeholder": "CVV", "autocomplete": "cc-csc", "longest": 4},
}


class _Typed(msgspec.Struct, frozen=True):
    """What was typed into the fields, for which order."""

    client: str
    order: str
    number: str
    expiry: str
    cvv: str
    name: str | None = None


def serve(sandbox: Sandbox, request: Request) -> Reply | None:
    """Answer a field's frame, and what it sends; None for everything else."""
    if request.method == "GET" and request.path == FIELD:
        query = dict(parse_qsl(request.query))
        kind = query.get("type", "")
        if kind not in FIELDS:
            return page("message.html", 404, title="No such field", message="PayPal has no card field of this type.")
        given: dict[str, Any] = {"client": query.get("clientID", ""), "session": query.get("session", ""), "type": kind}
        return page("card_field.html", scripts=True, **given, **FIELDS[kind])
    if request.method != "POST" or request.path != CONFIRM:
        return None
    try:
        return json_reply(200, _confirmed(sandbox, request.body))
    except msgspec.MsgspecError:
        return json_reply(400, {"name": "INVALID_REQUEST", "details": []})
    except Refusal as no:
        return json_reply(no.status, body_of(no, "orders", naming.debug(sandbox.random)))


def _confirmed(sandbox: Sandbox, body: bytes) -> dict[str, Any]:
    """Let the buyer confirm an order of the client's, and return whether his bank wants to be asked."""
    from simulator.paypal.flows.orders import typed_card  # noqa: PLC0415 - loaded by whoever pays so

    typed = msgspec.json.decode(body, type=_Typed)
    books = sandbox.find(typed.order)
    if books is None or books.provider != "paypal":
        raise not_found()
    if books.publishable_key != typed.client:
        raise forbidden()
    sandbox.run_due(books)
    order = books.objects[typed.order]
    if not isinstance(order, Order):
        raise not_found()
    card = {"number": typed.number, "expiry": typed.expiry, "security_code": typed.cvv, "name": typed.name}
    outcome = typed_card(books, order, {key: value for key, value in card.items() if value})
    sandbox.commit(books, outcome, Cause())
    return {"status": outcome.answer.status, "challenge": outcome.answer.challenged}
