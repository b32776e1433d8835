"""What a shop's page loads and asks without a token: the script, the card fields in a frame, nonces. Not: the API.

A card number is turned into a nonce here and kept nowhere: of a card its face is left. Values with a meaning are those
of Square, "Test values": CVV 911, postal code 99999, expiry 01/40, a number that is declined, ones that are challenged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from simulator.masking import luhn
from simulator.provider import Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.square import errors, naming, test_values
from simulator.square.command import found
from simulator.square.hosted.pages import json_reply, page, script
from simulator.square.resources.people import Nonce
from simulator.world import Books

SCRIPTS = ("/v1/square.js", "/js/square.js")
FRAME, FRAME_SCRIPT = "/web-payments/frame", "/web-payments/frame.js"
TOKENS, VERIFICATIONS = "/web-payments/tokens", "/web-payments/verifications"


class _Typed(msgspec.Struct, frozen=True):
    """What was typed into the fields."""

    application: str
    number: str
    month: int
    year: int
    cvv: str
    location: str = ""
    postal_code: str = ""
    verified: bool = False


class _Asked(msgspec.Struct, frozen=True):
    """Whose buyer is to be verified."""

    application: str
    source: str


def serve(sandbox: Sandbox, request: Request, query: Mapping[str, str]) -> Reply | None:
    """Answer what a page or its frame asks for; None for everything else."""
    if request.method == "GET" and request.path in SCRIPTS:
        return script("square.js")
    if request.method == "GET" and request.path == FRAME_SCRIPT:
        return script("frame.js")
    if request.method == "GET" and request.path == FRAME:
        application, location = query.get("application", ""), query.get("location", "")
        return page("frame.html", scripts=True, application=application, location=location)
    if request.path not in (TOKENS, VERIFICATIONS):
        return None
    if request.method == "OPTIONS":
        return json_reply(204, None)
    if request.method != "POST":
        return None
    try:
        return json_reply(200, (_token if request.path == TOKENS else _verification)(sandbox, request.body))
    except msgspec.MsgspecError as broken:
        return json_reply(400, errors.broken_json(str(broken)).body)
    except Refusal as no:
        return json_reply(no.status, no.body)


def _token(sandbox: Sandbox, body: bytes) -> dict[str, Any]:
    typed = msgspec.json.decode(body, type=_Typed)
    books = _books(sandbox, typed.application)
    if not (typed.number.isascii() and typed.number.isdigit() and 12 <= len(typed.number) <= 19 and luhn(typed.number)):
        raise errors.error(400, "INVALID_CARD_DATA", "Invalid card data.", "number")
    nonce = Nonce(naming.nonce(books), _face(books, typed), verified=typed.verified)
    books.put((nonce,))
    face = nonce.face
    card = {
        "brand": face.brand,
        "cardType": face.type,
        "prepaidType": "NOT_PREPAID",
        "expMonth": face.month,
        "expYear": face.year,
        "last4": face.last_4,
    }
    billing = {"billing": {"postalCode": typed.postal_code}} if typed.postal_code else {}
    challenged = face.declines == "CARD_DECLINED_VERIFICATION_REQUIRED"
    told = {"status": "OK", "token": nonce.id, "details": {"card": card, "method": "Card", **billing}}
    return {**told, "challenge": True} if challenged else told


def _face(books: Books, typed: _Typed) -> Any:
    declines = None
    if books.livemode:
        declines = "CARD_NOT_SUPPORTED" if typed.number in test_values.BRANDS else None
    elif typed.number in test_values.CHALLENGED:
        declines = "CARD_DECLINED_VERIFICATION_REQUIRED"
    elif typed.cvv == "911":
        declines = "CVV_FAILURE"
    elif typed.postal_code == "99999":
        declines = "ADDRESS_VERIFICATION_FAILURE"
    elif (typed.month, typed.year) == (1, 2040):
        declines = "INVALID_EXPIRATION"
    made = test_values.face(
        typed.number, books.clock.now(), account=books.account, declines=declines, postal_code=typed.postal_code or None
    )
    return msgspec.structs.replace(made, month=typed.month, year=typed.year)


def _verification(sandbox: Sandbox, body: bytes) -> dict[str, Any]:
    """The older way of a challenge: `verifyBuyer` of a nonce or a card on file gives a token for the payment."""
    asked = msgspec.json.decode(body, type=_Asked)
    books = _books(sandbox, asked.application)
    nonce = found(books, Nonce, asked.source)
    challenged = nonce is not None and nonce.face.declines == "CARD_DECLINED_VERIFICATION_REQUIRED"
    return {"token": f"verf:{naming.uid(books)}", "userChallenged": challenged}


def _books(sandbox: Sandbox, application: str) -> Books:
    books = sandbox.books_for(sandbox.providers["square"], application)
    if books is None or books.publishable_key != application:
        raise errors.unauthorized()
    return books
