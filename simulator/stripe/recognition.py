"""From an HTTP request to a command: whose key, which operation, which parameters. Not: doing it.

What cannot be executed carries its refusal; nothing here is stored under an idempotency key.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace

from simulator.provider import Admitted, Asked, Caller, Refusal, Request, Side
from simulator.stripe import errors, forms, multipart, policy, versions, wire
from simulator.stripe.errors import keys as key_errors
from simulator.stripe.errors import search as search_errors
from simulator.stripe.errors import v2 as v2_errors
from simulator.stripe.expansion import check as check_expansion
from simulator.stripe.flows.merchant import files
from simulator.stripe.resources.connected_account import connected
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.rights import lacking
from simulator.stripe.routes import known_path, match
from simulator.stripe.routes.route import Route
from simulator.stripe.v2 import parameters
from simulator.world import Books

_SLASHES = re.compile("/{2,}")
_SECRET = re.compile(r"(sk|rk)_(test|live)_[A-Za-z0-9]+\Z")
_ANY_TEST_KEY = re.compile(r"(?:sk|pk|rk)_test_([A-Za-z0-9_]{3,})\Z")

KEY_LENGTH = 255
"""Characters of an idempotency key. Stripe, "Idempotent requests"."""

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"

LENDS_ITS_KEY = frozenset({"key", "_stripe_account", "_stripe_version"})
"""Parameters that Stripe.js sends in place of headers."""


# Whose call.


def authenticate(find: Callable[[str], Books | None], request: Request) -> Admitted:
    """Say whose call this is: a bearer key, a key as the user name, or a page's `key` parameter. Raises Refusal."""
    key = _key(request)
    if key is None:
        raise errors.no_key()
    books = find(key)
    if books is None:
        raise errors.invalid_key(key)
    caller: Caller = "publishable_key" if key.startswith("pk_") else "secret_key"
    if key in books.expired:
        return Admitted(books, caller, key_errors.expired_key(key))
    lacks = _lacking(books.keys.get(key), request)
    if lacks is not None:
        return Admitted(books, caller, key_errors.not_permitted(key, books.account, lacks))
    account = request.headers.get("stripe-account") or _context(request) or _account_in_form(request)
    if not account or account == books.account:
        return Admitted(books, caller)
    if not connected(books, account):
        return Admitted(books, caller, errors.no_such_account(account))
    return Admitted(books.of_account(account), caller)


def _lacking(rights: frozenset[str] | None, request: Request) -> str | None:
    """Return the right that a restricted key has not and the call needs; None for a key that may do everything."""
    found = None if rights is None else match(request.method, request.path)
    if rights is None or found is None:
        return None
    route, _ = found
    form = request.query if request.method in ("GET", "DELETE") else request.body.decode(errors="replace")
    paths = wire.decode(form).get("expand") or ()
    expanded = [path for path in (paths.values() if isinstance(paths, dict) else paths) if isinstance(path, str)]
    return lacking(rights, route.operation, writes=request.method != "GET", expanded=expanded)


def _context(request: Request) -> str | None:
    """Return the account at the end of a context, which may be a path to it. Stripe, "Specify request context"."""
    return request.headers.get("stripe-context", "").rpartition("/")[2] or None


def _account_in_form(request: Request) -> str | None:
    """Return the account that a page names: Stripe.js sends it among the parameters."""
    if request.method != "GET" and b"_stripe_account=" not in request.body:
        return None
    form = request.query if request.method == "GET" else request.body.decode(errors="replace")
    named = wire.decode(form).get("_stripe_account") if "_stripe_account=" in form else None
    return named if isinstance(named, str) else None


@lru_cache(maxsize=256)
def _credentials(authorization: str) -> tuple[bool, str | None]:
    """Return whether the header names a key at all, and the key: as a bearer's, or as the user name."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "bearer" and credentials.strip():
        return True, credentials.strip()
    if scheme.lower() == "basic":
        try:
            return True, base64.b64decode(credentials.strip(), validate=True).decode().partition(":")[0] or None
        except (binascii.Error, UnicodeDecodeError):
            return True, None
    return False, None


def _key(request: Request) -> str | None:
    says, named = _credentials(request.headers.get("authorization", ""))
    if says:
        return named
    form = request.query if request.method == "GET" else request.body.decode(errors="replace")
    key = wire.decode(form).get("key") if "key=" in form else None
    return key if isinstance(key, str) and key.startswith("pk_") else None


def stands_for(key: str) -> tuple[Side, str] | None:
    """Return the side and secret key of the world that a well-formed test key opens; a live key opens none."""
    found = _ANY_TEST_KEY.match(key)
    return None if found is None else ("test", f"sk_test_{found.group(1)}")


# What is asked for.


def recognise(request: Request, caller: Caller, books: Books | None) -> Asked:
    """Say what is asked for: at its own version, else the account's. Never raises."""
    method, path, headers = request.method, request.path, request.headers
    if "//" in path:
        path = _SLASHES.sub("/", path)
    found = match(method, path)
    if found is not None:
        plain = _plain(request, *found, caller, books)
        if plain is not None:
            return plain
    whole = _kind_of(headers.get("content-type", "")).startswith(MULTIPART)
    if method in ("GET", "DELETE"):
        given = wire.decode(request.query)
    else:
        given = wire.decode("" if whole else request.body.decode(errors="replace"))
    version = headers.get("stripe-version") or given.get("_stripe_version") or _account_version(books)
    version = str(version)
    if found is None:
        gap = path.startswith(("/v1/", "/v2/")) and not known_path(method, path)
        refusal = errors.unknown_url(request.method, request.path, unsupported=gap)
        writes = request.method != "GET"
        return Asked("?", given, writes=writes, version=version, caller=caller, refusal=refusal)
    route, ids = found
    if route.v2:
        return _recognise_v2(request, caller, route, ids)
    if whole and route.operation == "files.create":
        try:
            pairs, upload = multipart.read(request.headers["content-type"], request.body)
        except Refusal as refusal:
            return Asked(route.operation, {}, writes=True, version=version, caller=caller, refusal=refusal)
        given = wire.decode(urlencode(pairs))
        if upload is not None:
            # Only its name is a parameter: what the file says is for the flow alone, never for the journal.
            given["file"] = upload.filename or "file"
            route = dataclasses.replace(route, flow=partial(files.create, upload=upload))
    parameters, refused = given, None
    try:
        _check_headers(request)
        parameters = _parameters(route, given, version, caller)
    except Refusal as refusal:
        refused = refusal
    return _asked(request, route, ids, version, caller, parameters, refused)


def _plain(request: Request, route: Route, ids: tuple[str, ...], caller: Caller, books: Books | None) -> Asked | None:
    """Say what is asked for by a call with a plain form and nothing unusual about it; None for any other."""
    version = request.headers.get("stripe-version") or _account_version(books)
    if not _takes_plain_forms(route.operation, version) or (caller == "publishable_key" and not route.browser):
        return None
    try:
        _check_headers(request)
    except Refusal:
        return None
    form = request.query if request.method in ("GET", "DELETE") else request.body.decode(errors="replace")
    parameters = forms.read(route.operation, form)
    if parameters is None:
        return None
    parameters = versions.defaults(route.operation, parameters, version)
    return _asked(request, route, ids, version, caller, parameters)


@lru_cache(maxsize=1024)
def _takes_plain_forms(operation: str, version: str) -> bool:
    """Say whether an operation has forms at all, and words in them that are the same at that version."""
    if operation not in wire.tables() or not versions.known(version) or versions.before(version, versions.OLDEST):
        return False
    return versions.same_words(operation, version)


def _asked(
    request: Request,
    route: Route,
    ids: tuple[str, ...],
    version: str,
    caller: Caller,
    parameters: Mapping[str, Any],
    refusal: Refusal | None = None,
) -> Asked:
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    return Asked(
        operation=route.operation,
        parameters=parameters,
        ids=ids,
        writes=request.method != "GET",
        idempotency_key=key,
        fingerprint=b"" if key is None else _fingerprint(request),
        version=version,
        caller=caller,
        route=route,
        refusal=refusal,
    )


def _recognise_v2(request: Request, caller: Caller, route: Route, ids: tuple[str, ...]) -> Asked:
    """The same for API v2: JSON, a version that must be said, and a key for every call that writes."""
    version = request.headers.get("stripe-version", "")
    writes = request.method != "GET"
    asked = Asked(
        operation=route.operation,
        ids=ids,
        writes=writes,
        idempotency_key=request.headers.get("idempotency-key") if writes else None,
        fingerprint=_fingerprint(request),
        version=version,
        caller=caller,
        route=route,
    )
    try:
        if not version:
            raise v2_errors.no_version()
        if not versions.known(version):
            raise errors.unknown_version(version)
        if caller == "publishable_key":
            raise errors.secret_key_required()
        _check_key(request)
        given = parameters.given(request.body) if request.method == "POST" else wire.decode(request.query)
        asked = replace(asked, parameters=given)
        return replace(asked, parameters=parameters.check(route.operation, given))
    except Refusal as refusal:
        return replace(asked, refusal=refusal)


def _account_version(books: Books | None) -> str:
    """Return the version of an account; a platform's own holds for what it does in the accounts of others."""
    return policy.API_VERSION if books is None else (books.platform or books).api_version


def _check_key(request: Request) -> None:
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= KEY_LENGTH:
        raise errors.key_of_wrong_length(len(key), KEY_LENGTH)


def _check_headers(request: Request) -> None:
    _check_key(request)
    if request.method == "POST" and request.body:
        _check_body(request.headers.get("content-type", ""), request.body)


@lru_cache(maxsize=256)
def _kind_of(content_type: str) -> str:
    """Return the media type that a header names, without what follows it."""
    return content_type.partition(";")[0].strip().lower()


def _check_body(content_type: str, body: bytes) -> None:
    """Raise the refusal for a body that is no form; one that does not say what it is may be."""
    kind = _kind_of(content_type)
    if kind == MULTIPART:
        return
    if kind != FORM and kind:
        raise errors.not_a_form() if "json" in kind else errors.unsupported_type(content_type)
    if not wire.is_text(body):
        raise errors.not_utf8()


def _parameters(route: Route, given: Mapping[str, Any], version: str, caller: Caller) -> dict[str, Any]:
    """Return the call's parameters, checked and typed. Raises the refusal of the first thing that is wrong."""
    if not versions.known(version):
        raise errors.unknown_version(version)
    if not LENDS_ITS_KEY.isdisjoint(given):
        given = {name: value for name, value in given.items() if name not in LENDS_ITS_KEY}
    if caller == "publishable_key" and not route.browser:
        raise errors.secret_key_required()
    if not versions.same_words(route.operation, version):
        given = versions.in_new_words(route.operation, given, version)
    params = _checked(route, given, version)
    if params.get("expand"):
        check_expansion(params["expand"], route.answers, version)
    return versions.defaults(route.operation, params, version)


def _checked(route: Route, given: Mapping[str, Any], version: str) -> dict[str, Any]:
    operation = route.operation
    if versions.before(version, versions.OLDEST):
        if operation.endswith(".search"):
            raise search_errors.version_too_old(version, versions.OLDEST)
        raise errors.version_not_simulated(version, versions.OLDEST)
    if operation in versions.TYPES_REFUSED and "payment_method_types" in given:
        if not versions.before(version, versions.ENDIVE):
            raise errors.methods_no_longer_supported()
        if operation in ("payment_intents.create", "setup_intents.create") and "automatic_payment_methods" in given:
            raise errors.exclusive("automatic_payment_methods", "payment_method_types")
    if "allowed_payment_method_types" in given:
        for other in ("payment_method_types", "excluded_payment_method_types", "automatic_payment_methods"):
            if other in given:
                raise errors.exclusive("allowed_payment_method_types", other)
    return wire.check(operation, given)


def _fingerprint(request: Request) -> bytes:
    """Return what two uses of one key must share: the path and the parameters, in whichever order they came."""
    pairs = request.body.split(b"&")
    pairs.sort()
    return blake2b(b"%b\0%b" % (request.path.encode(), b"&".join(pairs)), digest_size=16).digest()


# What a fault may be matched against.


RELATIVES = (
    "payment_intent", "latest_charge", "charge", "setup_intent", "session", "customer", "subscription",
    "latest_invoice",
)  # fmt: skip
"""Attributes of an object that name others whom a call about it concerns."""


def subject(books: Books, asked: Asked) -> tuple[frozenset[str], int | None]:
    """Return the ids that a call is about, relatives included, and the amount that it asks for."""
    named = {*asked.ids, *(value for value in asked.parameters.values() if isinstance(value, str))}
    ids = {value for value in named if value in books.objects}
    amount = next(
        (asked.parameters[name] for name in ("amount", "amount_to_capture") if name in asked.parameters), None
    )
    for object_id in tuple(ids):
        stored = books.objects[object_id]
        for relative in RELATIVES:
            value = getattr(stored, relative, None)
            if isinstance(value, str):
                ids.add(value)
        if amount is None and isinstance(stored, PaymentIntent):
            amount = stored.amount
    return frozenset(ids | set(asked.ids)), amount if isinstance(amount, int) else None
