"""From an HTTP request to a command: whose token, which operation, which parameters. Not: doing it.

What cannot be executed carries its refusal; nothing here is stored under an idempotency key.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from simulator.provider import Admitted, Asked, Caller, Refusal, Request
from simulator.square import errors, multipart, policy, wire
from simulator.square.command import record_key
from simulator.square.flows import disputes, oauth
from simulator.square.resources.payment import Payment
from simulator.square.routes import Route, match, refused_there, routes
from simulator.world import Books

_SLASHES = re.compile("/{2,}")

APIS = ("/v1/", "/v2/", "/oauth2/", "/mobile/")
"""Beginnings of what Square has: a path of these that is none of ours is a gap."""

WITHOUT_KEY = frozenset({"payments.cancel_by_idempotency_key"})
"""Operations whose `idempotency_key` is that of another call."""

CLEARED_BY_NULL: Mapping[str, str] = {"subscriptions.update": "subscription", "invoices.update": "invoice"}
"""Operations that clear what is null in the object that they send, and under which name it stands."""

RELATIVES = (
    "order_id", "payment_id", "customer_id", "link_id", "dispute_id", "paid_order_id", "invoice_id", "subscription_id",
)  # fmt: skip


# Whose call.


def rights() -> frozenset[str]:
    """Return the scopes that a token can be given."""
    return frozenset(scope for route in routes() for scope in route.scopes)


def authenticate(find: Callable[[str], Books | None], request: Request) -> Admitted:
    """Say whose call this is by its bearer token; an application id is none. Raises Refusal."""
    token = bearer(request)
    books = None if token is None else find(token)
    if token is None or books is None or token == books.publishable_key:
        raise errors.unauthorized()
    if token in books.expired:
        return Admitted(books, "secret_key", errors.expired_token())
    granted = books.keys.get(token)
    if granted is not None:
        found = match(request.method, _path(request))
        lacking = [] if found is None else [scope for scope in found[0].scopes if scope not in granted]
        if lacking:
            return Admitted(books, "secret_key", errors.insufficient_scopes(lacking))
    return Admitted(books, "secret_key")


def bearer(request: Request) -> str | None:
    """Return the token of the Authorization header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


# What is asked for.


def recognise(request: Request, caller: Caller, books: Books | None) -> Asked:
    """Say what is asked for: at its own version, else the application's. Never raises."""
    version = request.headers.get("square-version") or (books.api_version if books else policy.API_VERSION)
    path = _path(request)
    found = match(request.method, path)
    writes = request.method != "GET"
    if found is None:
        if refused_there(request.method, path):
            refusal = errors.method_not_allowed(request.method)
        else:
            refusal = errors.no_such_path(unsupported=path.startswith(APIS))
        return Asked("?", writes=writes, version=version, caller=caller, refusal=refusal)
    route, ids = found
    parameters: Mapping[str, Any] = {}
    key, fingerprint, refused = None, b"", None
    try:
        route, parameters = _given(route, request)
        if route.operation not in WITHOUT_KEY and route.method != "GET":
            told = parameters.get("idempotency_key")
            if isinstance(told, str) and told and not _races(books, route.operation, told):
                key, fingerprint = told, _fingerprint(path, parameters)
        if route.operation == "oauth.token_status":
            route = dataclasses.replace(route, flow=partial(oauth.token_status, scopes=_scopes(request, books)))
        if not policy.is_version(version):
            raise errors.invalid_version(version)
        cleared = _cleared(route.operation, parameters)
        parameters = wire.check(route.operation, parameters, in_query=route.method in ("GET", "DELETE"))
        if cleared:
            parameters = {**parameters, "cleared": cleared}
    except Refusal as refusal:
        refused = refusal
    return Asked(
        operation=route.operation,
        parameters=parameters,
        ids=ids,
        writes=route.writes,
        idempotency_key=None if key is None else record_key(route.operation, key),
        key_shown=key,
        fingerprint=fingerprint,
        version=version,
        caller=caller,
        route=route,
        refusal=refused,
    )


def _races(books: Books | None, operation: str, key: str) -> bool:
    """Say whether a link is being made with that key: Square then makes a second one (recorded)."""
    if books is None or operation != "payment_links.create":
        return False
    record = books.idempotency.records.get(record_key(operation, key))
    return record is not None and record.in_flight


def _given(route: Route, request: Request) -> tuple[Route, Mapping[str, Any]]:
    """Return the parameters as they were sent; of an uploaded file the flow alone is told."""
    if route.method in ("GET", "DELETE"):
        return route, wire.query(request.query)
    kind = request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        if route.operation != "disputes.evidence.create_file":
            raise errors.no_json("Expected a JSON body.")
        told, upload = multipart.read(kind, request.body)
        return dataclasses.replace(route, flow=partial(disputes.create_file, upload=upload)), wire.body(told)
    return route, wire.body(request.body)


def _cleared(operation: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of what is to be cleared: everything else that is null is passed over."""
    told = parameters.get(CLEARED_BY_NULL.get(operation, ""))
    return tuple(name for name, value in told.items() if value is None) if isinstance(told, Mapping) else ()


def _scopes(request: Request, books: Books | None) -> list[str]:
    granted = None if books is None else books.keys.get(bearer(request) or "")
    return sorted(rights() if granted is None else granted)


def _path(request: Request) -> str:
    return _SLASHES.sub("/", request.path) if "//" in request.path else request.path


def _fingerprint(path: str, given: Mapping[str, Any]) -> bytes:
    """Return what two uses of one key must share: the path and the parameters, in whichever order they came."""
    told = msgspec.json.encode(given, order="deterministic")
    return hashlib.blake2b(path.encode() + b"\0" + told, digest_size=16).digest()


# What a fault may be matched against.


def subject(books: Books, asked: Asked) -> tuple[frozenset[str], int | None]:
    """Return the ids that a call is about, relatives included, and the amount that it asks for."""
    ids = {value for value in _texts(asked.parameters) if value in books.objects} | set(asked.ids)
    told = asked.parameters.get("amount_money")
    amount = told.get("amount") if isinstance(told, Mapping) else None
    for object_id in tuple(ids):
        stored = books.objects.get(object_id)
        for relative in RELATIVES:
            value = getattr(stored, relative, None)
            if isinstance(value, str):
                ids.add(value)
        if amount is None and isinstance(stored, Payment):
            amount = stored.total
    return frozenset(ids), amount if isinstance(amount, int) else None


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in the parameters: ids stand at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
