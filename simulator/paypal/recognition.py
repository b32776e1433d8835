"""From an HTTP request to a command: whose token, which operation, which body. Not: doing it.

What cannot be executed carries its refusal; nothing here is stored under a PayPal-Request-Id.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from simulator.paypal import errors, mock, policy, wire
from simulator.paypal.certificates import PATH as CERTIFICATES
from simulator.paypal.command import Called, Route
from simulator.paypal.errors import detail
from simulator.paypal.flows.tokens import left_of
from simulator.paypal.money import NotDecimal, minor
from simulator.paypal.resources.access_token import AccessToken, fingerprint, parts, text_of
from simulator.paypal.resources.dispute import Dispute
from simulator.paypal.resources.order import Order, payments
from simulator.paypal.resources.payment import Authorization, Capture, Refund
from simulator.paypal.resources.sale import Sale, SaleRefund
from simulator.paypal.routes import match
from simulator.provider import Admitted, Asked, Caller, Refusal, Request, Side
from simulator.world import Books

TOKEN = "/v1/oauth2/token"  # noqa: S105 - a path

_ANY_CLIENT = re.compile(r"([!-9;-~]{3,200}):([!-~]{3,200})\Z")

JSON = "application/json"


# Whose call.


def authenticate(find: Callable[[str], Books | None], request: Request) -> Admitted:
    """Say whose call this is: a client's, a token's, or (a certificate) anybody's. Raises Refusal."""
    if request.path.startswith(CERTIFICATES):
        books = find(request.path.rpartition("-")[2].upper())
        if books is None:
            raise errors.refusal(404, "RESOURCE_NOT_FOUND", [])
        return Admitted(books, "secret_key")
    if request.path == TOKEN:
        return _of_client(find, request)
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if not text.strip():
        raise errors.no_token()
    if scheme.lower() == "basic":
        raise errors.invalid_token("Authorization header does not have valid access token")
    return _of_token(find, text.strip())


def client_of(request: Request) -> tuple[str, str] | None:
    """Return client id and secret of a Basic header; None where there is none."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(credentials.strip(), validate=True).decode().partition(":")
    except ValueError:  # neither base64 nor text
        return None
    return (unquote(name), unquote(secret)) if colon else None


def _of_client(find: Callable[[str], Books | None], request: Request) -> Admitted:
    client = client_of(request)
    if client is None:
        raise errors.invalid_client()
    name, secret = client
    books = find(name) or find(f"{name}:{secret}")
    if books is None or books.publishable_key != name:
        raise errors.invalid_client()
    secrets = [books.secret_key, *(key for key, rights in books.keys.items() if rights is None)]
    known = any(hmac.compare_digest(secret.encode(), one.encode()) for one in secrets)
    if not known or secret in books.expired:
        raise errors.invalid_client()
    return Admitted(books, "secret_key")


def _of_token(find: Callable[[str], Books | None], text: str) -> Admitted:
    found = parts(text)
    books = find(found[0]) if found else None
    token = books.objects.get(found[1]) if books is not None and found is not None else None
    if books is None or found is None or not isinstance(token, AccessToken):
        raise errors.invalid_token()
    if not hmac.compare_digest(text, text_of(token, found[0], books.secret_key)):
        raise errors.invalid_token()
    if left_of(token) == 0:
        return Admitted(books, "secret_key", errors.invalid_token("The token has expired"))
    if books.expired and token.by in {fingerprint(secret) for secret in books.expired}:
        return Admitted(books, "secret_key", errors.invalid_token("The token was revoked"))
    return Admitted(books, "secret_key")


def stands_for(key: str) -> tuple[Side, str] | None:
    """Return the side and both credentials of the world that any client opens."""
    return ("test", key) if _ANY_CLIENT.match(key) else None


# What is asked for.


def recognise(request: Request, caller: Caller, books: Books | None) -> Asked:
    """Say what is asked for. Never raises."""
    del books
    route, ids, known = match(request.method, request.path)
    if route is None:
        no = errors.wrong_method() if known else errors.unknown_call(request.method, request.path[:200])
        return Asked("?", {}, writes=request.method != "GET", version="2", caller=caller, refusal=no)
    request_id = request.headers.get("paypal-request-id") or None
    called = Called(
        route,
        query=dict(parse_qsl(request.query, keep_blank_values=True)) if request.query else {},
        minimal="return=representation" not in request.headers.get("prefer", ""),
        request_id=request_id,
        raw=request.body,
        secret=(client_of(request) or ("", ""))[1] if route.path == TOKEN else None,
    )
    params: Any = {}
    refusal: Refusal | None = None
    try:
        params = _params(route, request)
        _check_request_id(request_id)
        raise_mocked(request, route)
    except Refusal as said:
        refusal = said
    keyed = request_id if route.keyed and refusal is None else None
    return Asked(
        operation=route.operation,
        parameters=params if isinstance(params, Mapping) else {"operations": params},
        ids=ids,
        writes=request.method != "GET" and not route.reads and route.path != TOKEN,
        idempotency_key=None if keyed is None else f"{route.operation} {keyed}",
        key_shown=request_id,
        keeps=policy.KEPT.get(route.family, policy.KEPT_OTHERWISE),
        fingerprint=route.operation.encode(),
        version="2",
        caller=caller,
        route=(called, params),
        refusal=refusal,
    )


def raise_mocked(request: Request, route: Route) -> None:
    """Raise the error that the call is told to answer, if it is told."""
    told = mock.refusal(request.headers.get(mock.HEADER), route)
    if told is not None:
        raise told


def _params(route: Route, request: Request) -> Any:
    if route.path == TOKEN:
        return dict(parse_qsl(request.body.decode(errors="replace")))
    if request.method in ("GET", "DELETE"):
        return {}
    content = request.headers.get("content-type", "").lower()
    if not content.startswith(JSON):
        if route.body:
            raise errors.media_type()
        return {}
    given = wire.decode(request.body) if request.body.strip() else {}
    return wire.check(route.operation, given) if route.checked else given


def _check_request_id(request_id: str | None) -> None:
    if request_id is not None and len(request_id) > policy.REQUEST_ID_LENGTH:
        raise errors.invalid(detail("INVALID_STRING_MAX_LENGTH", field="PayPal-Request-Id", location="header"))


# What a fault may be matched against.


def subject(books: Books, asked: Asked) -> tuple[frozenset[str], int | None]:
    """Return the ids that a call is about, relatives included, and the amount that it asks for, in minor units."""
    ids = set(asked.ids)
    amount = _amount(asked.parameters.get("amount"))
    for object_id in asked.ids:
        stored = books.objects.get(object_id)
        ids |= related_ids(stored)
        if amount is None:
            amount = stored.total if isinstance(stored, Order) else getattr(stored, "amount", None)
    units = asked.parameters.get("purchase_units")
    if amount is None and isinstance(units, list) and units:
        amounts = [_amount(unit.get("amount")) for unit in units if isinstance(unit, Mapping)]
        amount = sum(one for one in amounts if one is not None)
    return frozenset(ids), amount


def related_ids(stored: Any) -> set[str]:
    """Return the ids of what belongs to an object: an order and all that became of it."""
    if isinstance(stored, Order):
        kinds = ("authorizations", "captures", "refunds")
        return {stored.id, *(one.id for kind in kinds for one in payments(stored, kind))}
    if isinstance(stored, Authorization | Capture | Refund | Dispute | Sale | SaleRefund):
        names = ("id", "order", "authorization", "capture", "subscription", "sale")
        return {value for name in names if isinstance(value := getattr(stored, name, None), str)}
    return set()


def _amount(given: Any) -> int | None:
    if not isinstance(given, Mapping):
        return None
    try:
        return minor(str(given.get("value")), str(given.get("currency_code")))
    except NotDecimal:
        return None
