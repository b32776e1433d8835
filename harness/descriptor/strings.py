"""Which strings of a descriptor are filled, sent or looked up, with what. Not: the languages in them (`texts.py`)."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from harness.descriptor import template, texts
from harness.descriptor.lines import Path
from harness.descriptor.looking import WRITTEN
from harness.descriptor.mistakes import Mistake, about, header, missing
from harness.descriptor.rules import PROVIDERS, dig, table
from harness.descriptor.template import (
    CAPTURE_VARIABLES,
    CHECKOUT_VARIABLES,
    COMMAND_VARIABLES,
    CUSTOMER_VARIABLES,
    INTERCEPT_VARIABLES,
    ORDER_VARIABLES,
    OWN_VARIABLES,
    PROVIDER_VARIABLES,
    REFUND_VARIABLES,
    SMTP_VARIABLES,
    TLS_VARIABLES,
)

Known = frozenset[str]

PAID_IN_THE_CHECKOUT = ("payment_intent", "square_payment")
"""Kinds of payment that a checkout can take by what the browser brings: by what waits, the order is unpaid at first."""


def mistakes(data: dict[str, Any]) -> Iterator[Mistake]:
    base = known_everywhere(data)
    yield from _set_up(data, _given(data))
    yield from _commands(data, base)
    saved = base | frozenset(CHECKOUT_VARIABLES)
    saved |= yield from _cart(table(data, "cart"), base | frozenset(CHECKOUT_VARIABLES))
    saved |= yield from _sign_in(table(data, "customers"), base)
    for path, flow in _flows(data):
        unknown = set() if flow.get("payment") in PAID_IN_THE_CHECKOUT else {"payment_method"}
        saved |= yield from _flow(path, flow, base | frozenset(CHECKOUT_VARIABLES) - unknown)
    yield from _guest_keys(table(data, "customers"), saved - base - frozenset(CHECKOUT_VARIABLES))
    yield from _after_checkout(data, saved | frozenset(ORDER_VARIABLES))


def known_everywhere(data: dict[str, Any]) -> Known:
    """What is known everywhere, once the target is set up."""
    return _given(data) | _saved_in(table(data, "target").get("set_up"))


def _saved_in(requests: Any) -> Known:
    """Return what requests save, as far as they are any."""
    saving = [table(one, "save") for one in requests if isinstance(one, dict)] if isinstance(requests, list) else []
    return frozenset().union(*saving)


def _given(data: dict[str, Any]) -> Known:
    """What is known from the beginning: the target's address and folder, and the settings of its providers."""
    providers = [name for name in table(data, "provider") if name in PROVIDERS] or PROVIDERS
    named = {
        f"{provider}.{name}"
        for provider in providers
        for name in (*PROVIDER_VARIABLES, *OWN_VARIABLES.get(provider, ()))
    }
    sold = table(table(data, "subscription"), "plans")
    plans = {f"{provider}.plan.{plan}" for provider in providers for plan in sold}
    return frozenset(COMMAND_VARIABLES) | named | plans


def _set_up(data: dict[str, Any], known: Known) -> Iterator[Mistake]:
    """Check how a target is started and set up, and the paths of webhooks, which may hold what that saves."""
    target = table(data, "target")
    yield from _starts(target, known)
    yield from texts.where(("target", "ready", "success"), dig(target, "ready", "success"))
    saved = (yield from in_turn(("target", "set_up"), target.get("set_up"), known)) - known
    saved = saved.union(*(_saved_in(flow.get("requests")) for _, flow in _flows(data)))
    for name, given in table(data, "provider").items():
        path = dig(given, "webhook_path")
        if isinstance(path, str) and template.mistake(path, saved):
            remedy = "What is in braces must be saved by a request of [target] set_up, or of a checkout"
            yield about(("provider", name, "webhook_path"), path, "cannot be filled", remedy)


def _starts(target: dict[str, Any], known: Known) -> Iterator[Mistake]:
    known |= frozenset(() if target.get("base_url") else SMTP_VARIABLES)
    if target.get("intercept") is True:
        known |= frozenset(INTERCEPT_VARIABLES)
    for key in ("prepare", "before_start", "start", "processes", "env"):
        yield from texts.templates(("target", key), target.get(key), known)
    profiles = target.get("profiles")
    for name, profile in profiles.items() if isinstance(profiles, dict) else ():
        also = frozenset(TLS_VARIABLES) if name == "tls" else frozenset()
        yield from texts.templates(("target", "profiles", name, "env"), dig(profile, "env"), known | also)


def _commands(data: dict[str, Any], known: Known) -> Iterator[Mistake]:
    for key in ("files", "command"):
        yield from texts.templates(("logs", key), dig(data, "logs", key), known)
    for key in ("databases", "folders", "inbox", "business"):
        yield from texts.templates(("stores", key), dig(data, "stores", key), known)
    yield from texts.templates(("stores", "purge"), dig(data, "stores", "purge"), known | {"then"})
    yield from texts.templates(("reconcile", "command"), dig(data, "reconcile", "command"), known)
    yield from texts.templates(("hooks", "python"), dig(data, "hooks", "python"), known)


def _flows(data: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    checkout = table(data, "checkout")
    yield ("checkout",), checkout
    for name, flow in table(checkout, "other").items():
        if isinstance(flow, dict):
            yield ("checkout", "other", name), flow


def _flow(path: Path, flow: dict[str, Any], known: Known) -> Generator[Mistake, None, Known]:
    """Check the requests of one flow, and how it names the order. Returns what is saved."""
    requests = flow.get("requests")
    known = yield from in_turn((*path, "requests"), requests, known)
    # the default is checked like a written one: without a save = { order = … } it can never be filled
    named = flow.get("order_id", "{order}")
    if isinstance(requests, list) and requests:
        paid_by = {flow["payment"]} & set(ORDER_VARIABLES) if isinstance(flow.get("payment"), str) else set()
        yield from _order_id((*path, "order_id"), named, known | paid_by)
    later = known | frozenset(ORDER_VARIABLES)
    if isinstance(flow.get("page"), dict):
        yield from one_request((*path, "page"), flow["page"], later)
    saved = yield from in_turn((*path, "finish"), flow.get("finish"), later)
    return known | (saved - later)


def _cart(cart: dict[str, Any], known: Known) -> Generator[Mistake, None, Known]:
    """Check the requests by which a cart is filled, checked out and changed. Returns what they save."""
    for key in ("requests", "change"):
        known = yield from in_turn(("cart", key), cart.get(key), known)
    yield from texts.where(("cart", "lines"), cart.get("lines"))
    return known


def _sign_in(customers: dict[str, Any], known: Known) -> Generator[Mistake, None, Known]:
    """Check the requests by which a customer signs in. Returns what they save."""
    known |= frozenset(CUSTOMER_VARIABLES)
    return (yield from in_turn(("customers", "sign_in"), customers.get("sign_in"), known)) - frozenset(
        CUSTOMER_VARIABLES
    )


def in_turn(path: Path, requests: Any, known: Known) -> Generator[Mistake, None, Known]:
    """Check requests in their order: each knows what the earlier ones saved. Returns what is known after the last."""
    for number, request in enumerate(requests if isinstance(requests, list) else ()):
        if isinstance(request, dict):
            yield from one_request((*path, number), request, known)
            known |= frozenset(table(request, "save"))
    return known


def _guest_keys(customers: dict[str, Any], saved: Known) -> Iterator[Mistake]:
    keys, path = customers.get("guest_keys"), ("customers", "guest_keys")
    for key in keys if isinstance(keys, list) else ():
        if isinstance(key, str) and key not in saved:
            remedy = f"Saved by requests: {', '.join(sorted(saved)) or 'nothing'}"
            yield about(path, keys, f'names "{key}", which no request saves', remedy)
    if keys and not customers.get("sign_in"):
        yield missing(
            ("customers", "sign_in"), "Where guest_keys are named there are accounts: say how to sign in", path
        )


def _order_id(path: Path, named: Any, known: Known) -> Iterator[Mistake]:
    if named == "{order}" and "order" not in known:
        remedy = 'Say where a reply names the order: save = { order = "$.order.id" }'
        paid_by = next((kind for kind in ORDER_VARIABLES[1:] if kind in known), "payment_intent")
        remedy += f'; where there is none before it is paid, order_id = "{{{paid_by}}}"'
        yield about(path, named, "names a variable that no request saves", remedy)
    else:
        yield from texts.templates(path, named, known)


def _after_checkout(data: dict[str, Any], known: Known) -> Iterator[Mistake]:
    order = table(data, "order")
    read = table(order, "read")
    signed_in = _saved_in(table(data, "staff").get("sign_in")) if read.get("staff") is True else frozenset()
    if read:
        yield from one_request(("order", "read"), read, known | signed_in)
    yield from _query(("order", "read"), read, known)
    yield from texts.templates(("order", "read", "command"), read.get("command"), known)
    if not read.get("sql"):  # for SQL these name columns
        for key in ("status", "amount", "currency", "captured", "refunded"):
            yield from texts.where(("order", key), order.get(key))
    for name, effect in table(data, "effects").items():
        if isinstance(effect, dict):
            yield from _effect(("effects", name), effect, known)
    yield from _mails(table(data, "mails"), known)
    yield from _desk(data, known)
    yield from texts.templates(("customers", "headers"), table(data, "customers").get("headers"), known)
    routes = table(data, "customers").get("routes")
    for number, route in enumerate(routes if isinstance(routes, list) else ()):
        if isinstance(route, dict):
            yield from one_request(("customers", "routes", number), route, known)
    asked = table(data, "reconcile").get("request")
    if isinstance(asked, dict):
        yield from one_request(("reconcile", "request"), asked, known_everywhere(data))
    yield from _written(data, known_everywhere(data))
    back = table(data, "return")
    if isinstance(back.get("request"), dict):
        yield from one_request(("return", "request"), back["request"], known)
    claims = back.get("claims")
    for number, claim in enumerate(claims if isinstance(claims, list) else ()):
        if isinstance(claim, dict):
            yield from one_request(("return", "claims", number), claim, known)


def _mails(mails: dict[str, Any], known: Known) -> Iterator[Mistake]:
    if isinstance(mails.get("http"), dict):
        yield from one_request(("mails", "http"), mails["http"], known)
    yield from _query(("mails",), mails, known)
    yield from texts.templates(("mails", "files"), mails.get("files"), known)


def _desk(data: dict[str, Any], known: Known) -> Iterator[Mistake]:
    """Check how staff signs in, and what it can ask for."""
    known |= yield from in_turn(("staff", "sign_in"), table(data, "staff").get("sign_in"), known_everywhere(data))
    for name, variables in (("refund", REFUND_VARIABLES), ("capture", CAPTURE_VARIABLES)):
        asked = table(data, name).get("request")
        if isinstance(asked, dict):
            yield from one_request((name, "request"), asked, known | frozenset(variables))


def _effect(path: Path, effect: dict[str, Any], known: Known) -> Iterator[Mistake]:
    if isinstance(effect.get("http"), dict):
        yield from one_request((*path, "http"), effect["http"], known)
    yield from _query(path, effect, known)
    for key in ("lines", "matching", "command"):
        yield from texts.templates((*path, key), effect.get(key), known)
    yield from texts.where((*path, "count"), effect.get("count"))
    for key in ("matching", "to"):
        yield from texts.templates((*path, "mail", key), dig(effect, "mail", key), known)


def _written(data: dict[str, Any], known: Known) -> Iterator[Mistake]:
    """Check where people read what the target has written: it is about no order in particular."""
    for path in WRITTEN:
        given = dig(data, *path)
        if isinstance(given, dict):
            yield from texts.templates((*path, "lines"), given.get("lines"), known)
            yield from _query(path, given, known)
            if isinstance(given.get("http"), dict):
                yield from one_request((*path, "http"), given["http"], known)


def _query(path: Path, given: dict[str, Any], known: Known) -> Iterator[Mistake]:
    yield from texts.templates((*path, "database"), given.get("database"), known)
    yield from texts.parameters((*path, "sql"), given.get("sql"), known)


def one_request(path: Path, request: dict[str, Any], known: Known) -> Iterator[Mistake]:
    """Yield what is wrong with the strings of a request that knows these variables."""
    yield from texts.request_path((*path, "path"), request.get("path") or None)
    for key in ("path", "json", "form", "query", "headers"):
        yield from texts.templates((*path, key), request.get(key), known)
    yield from texts.each(request.get("save"), (*path, "save"), texts.where)
    yield from texts.each(request.get("save"), (*path, "save"), _variable)
    yield from _statuses((*path, "expect"), request.get("expect"))
    for key in ("success", "absent"):
        yield from texts.where((*path, key), request.get(key))
    yield from _form(path, request)
    bodies = [key for key in ("json", "form") if request.get(key) is not None]
    if len(bodies) == 2:
        yield Mistake((*path, "form"), f"{header(path)} has json and form. Keep one: a request has one body")


def _form(path: Path, request: dict[str, Any]) -> Iterator[Mistake]:
    """Check what submits a form: it is found by a selector, in a page or in the one that is open."""
    selector = request.get("submit")
    if selector is None and request.get("path") == "" and path != ("order", "read"):
        remedy = 'Write it from the root: path = "/orders"; without one, submit names a form of the page that is open'
        yield about((*path, "path"), "", "leads nowhere", remedy)
    if not isinstance(selector, str):
        return
    if not texts.is_selector(selector):
        remedy = 'Write the form, or the button in it that is pressed: submit = "form#checkout"'
        yield about((*path, "submit"), selector, "is no CSS selector", remedy)
    if request.get("json") is not None:
        remedy = "Keep one: a form is sent with its fields; write those that are typed as form"
        yield Mistake((*path, "json"), f"{header(path)} has submit and json. {remedy}")


def _variable(path: Path, _where: Any) -> Iterator[Mistake]:
    name = str(path[-1])
    if not texts.VARIABLE_NAME.fullmatch(name):
        remedy = "Write letters, digits and _: it is used as {order_token}"
        yield Mistake(path, f'{header(path[:-1])} "{name}" is no name of a variable. {remedy}')


def _statuses(path: Path, expect: Any) -> Iterator[Mistake]:
    for status in expect if isinstance(expect, list) else [expect]:
        if isinstance(status, int) and not isinstance(status, bool) and not 100 <= status <= 599:
            yield about(path, status, "is no HTTP status", "Write one, or a list: expect = [200, 201]")
