"""Checking out as a buyer's browser does: a script of requests, and the payment that it makes. Not: paying."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import uuid4

import msgspec

from harness.descriptor.model import CaptureTable, Descriptor, Flow, HttpRequest, PaymentKind, Product
from harness.descriptor.template import names
from harness.failures import Moot, WindowShut
from harness.providers import KINDS
from harness.target.correlation import created
from harness.target.requests import Browser, Replied, saved, unmet

if TYPE_CHECKING:
    from harness.buyers import Buyer
    from harness.sandbox import Sandbox

CARD_LENGTH = re.compile(r"\d(?:-?\d){12}")

Change = Callable[[HttpRequest], HttpRequest]


class Tried(msgspec.Struct, frozen=True):
    """One run through the checkout script: what was saved, and which payments the target made at the provider."""

    values: dict[str, str]
    payments: tuple[str, ...]
    replied: Replied
    browser: Browser
    """The buyer's, with the cookies that this left in it."""
    succeeded: bool
    """Every request was answered as the descriptor expects, and every value to save was there."""
    missing: str | None = None
    """Why the script could not go on, if it could not."""
    needs: str | None = None

    def names_order(self, way: Flow) -> bool:
        """Whether it was told what the order is called, paid for or not."""
        return set(names(way.order_id)) <= self.values.keys()

    @property
    def usable(self) -> bool:
        """Whether it left an order that can be paid."""
        return self.succeeded and bool(self.payments)


def main_way(descriptor: Descriptor) -> tuple[str, Flow]:
    """Return the place and the main way of checking out."""
    return flow(descriptor, None)


def ways(descriptor: Descriptor) -> list[tuple[str, Flow]]:
    """Return every declared way of checking out, the main one first, each with its place."""
    others = descriptor.checkout.other.items()
    return [main_way(descriptor), *((f"[checkout.other.{name}]", other) for name, other in others)]


def flow(descriptor: Descriptor, kind: PaymentKind | None) -> tuple[str, Flow]:
    """Return the place and the way of checking out that pays by `kind` (None: the main one).

    Raises Moot if the descriptor has no such way.
    """
    main = Flow(
        requests=descriptor.checkout.requests,
        payment=descriptor.checkout.payment,
        order_id=descriptor.checkout.order_id,
        page=descriptor.checkout.page,
        finish=descriptor.checkout.finish,
    )
    if kind is None or kind == main.payment:
        return "[checkout]", main
    for name, other in descriptor.checkout.other.items():
        if other.payment == kind and not is_captured_later(descriptor, name):
            return f"[checkout.other.{name}]", other
    raise Moot(f"the descriptor has no checkout by {kind.replace('_', ' ')}")


def captured_later(descriptor: Descriptor, capture: CaptureTable) -> tuple[str, Flow]:
    """Return the place and the way of checking out by which money is only held until staff captures it.

    The descriptor is as one provider's checks read it: there is one such way.
    """
    if not capture.ways:
        return main_way(descriptor)
    name = capture.ways[0]
    return f"[checkout.other.{name}]", descriptor.checkout.other[name]


def is_captured_later(descriptor: Descriptor, name: str) -> bool:
    """Say whether the other way of that name is paid only when staff captures: no check takes it for a usual one."""
    return descriptor.capture is not None and name in descriptor.capture.ways


def run(
    place: str,
    chosen: Flow,
    *,
    browser: Browser,
    sandbox: Sandbox,
    product: Product,
    buyer: Buyer,
    values: dict[str, str],
    change: Change | None = None,
    more: Mapping[str, str] | None = None,
) -> Tried:
    """Send the script's requests, carrying saved values on; `change` may alter each request first.

    Each run is a purchase of its own, with its own `{cart}`, unless `more` knows better.
    """
    brought = _paid_later(chosen, sandbox) if "payment_method" not in (more or {}) else {}
    known = {
        **values,
        "sku": product.sku,
        "amount": str(product.amount),
        "currency": product.currency,
        "quantity": "1",
        "email": buyer.email,
        "buyer_name": buyer.name,
        "unique": buyer.unique,
        "cart": fresh_key(),
        "attempt": fresh_key(),
        **brought,
        **(more or {}),
    }
    since = sandbox.position()
    sent = send(place, tuple(change(request) if change else request for request in chosen.requests), browser, known)
    payments = tuple(created(sandbox.calls(since), chosen.payment))
    if payments:
        sent.values[chosen.payment] = payments[-1]
    return Tried(sent.values, payments, sent.replied, browser, sent.succeeded, sent.missing, sent.needs)


class Sent(msgspec.Struct, frozen=True):
    """What came of a script of requests: as `Tried`, before anybody has looked what was made at the provider."""

    values: dict[str, str]
    replied: Replied
    succeeded: bool
    missing: str | None = None
    needs: str | None = None


def send(place: str, requests: Sequence[HttpRequest], browser: Browser, known: Mapping[str, str]) -> Sent:
    """Send requests in their turn, each with what is `known` and what the earlier ones saved, as long as they succeed.

    `place` is where the descriptor has them. Raises WindowShut if there is none.
    """
    values = dict(known)
    replied = None
    for nth, request in enumerate(requests):
        replied = browser.send(request, values)
        if (wrong := unmet(request, replied)) is not None:
            values |= _named_all_the_same(request, replied)
            needs = f"{place} requests[{nth}]: {_lines(request)}, for checkouts to work"
            return Sent(values, replied, succeeded=False, missing=wrong, needs=needs)
        try:
            values |= saved(request, replied, f"{place} requests[{nth}]")
        except WindowShut as shut:
            return Sent(values, replied, succeeded=False, missing=str(shut), needs=shut.needs)
    if replied is None:
        raise WindowShut("a checkout has no request", needs=f"{place} requests")
    return Sent(values, replied, succeeded=True)


def _named_all_the_same(request: HttpRequest, replied: Replied) -> dict[str, str]:
    """Return what a refusal in words saves: a declined card may leave an order, and its reply names it."""
    if not 400 <= replied.status < 500:
        return {}
    try:
        return saved(request, replied, "")
    except WindowShut:
        return {}


def _lines(request: HttpRequest) -> str:
    """Return the keys of a request by which its success is mended."""
    said = [key for key in ("submit", "success", "absent") if getattr(request, key) is not None]
    return f"{', '.join(['path', 'json' if request.submit is None else 'form', *said])} and expect"


def _paid_later(chosen: Flow, sandbox: Sandbox) -> dict[str, str]:
    """Return what a browser brings where the checkout takes the money, so that there is an unpaid order at first."""
    brings = any("payment_method" in used(request) for request in chosen.requests)
    method = sandbox.waiting_method() if brings else None
    return {} if method is None else {"payment_method": method}


def used(request: HttpRequest) -> set[str]:
    """Return the variables of everything in a request that is filled."""

    def texts(value: Any) -> list[str]:
        if isinstance(value, str):
            return [value]
        if isinstance(value, dict):
            return [text for item in value.values() for text in texts(item)]
        return [text for item in value for text in texts(item)] if isinstance(value, (list, tuple)) else []

    filled = texts([request.path, request.json, request.form, request.query, request.headers])
    return {name for text in filled for name in names(text)}


def fresh_key() -> str:
    """Return a new UUID in which no guard against card numbers can see one: one in a thousand holds such digits."""
    while CARD_LENGTH.search(key := str(uuid4())):
        pass
    return key


def payment_of(tried: Tried, place: str, kind: PaymentKind) -> str:
    """Return the payment that an honest checkout made. Raises WindowShut, saying what to mend, if there is none."""
    if not tried.succeeded:
        raise WindowShut(f"a checkout failed: {tried.missing}", needs=tried.needs or f"{place} requests")
    if not tried.payments:
        operation = KINDS[kind].operation
        raise WindowShut(
            f"the checkout made no {kind.replace('_', ' ')} at the provider (no call of {operation} was seen)",
            needs="[provider] api_base_env, secret_key_env and [checkout] payment",
        )
    return tried.payments[-1]


def with_fields(fields: dict[str, Any]) -> Change:
    """Return a change that adds `fields` to the body of each request that has one."""

    def change(request: HttpRequest) -> HttpRequest:
        if isinstance(request.json, dict):
            return msgspec.structs.replace(request, json={**request.json, **fields})
        if request.form is not None:
            return msgspec.structs.replace(request, form={**request.form, **as_form(fields)})
        return request

    return change


def with_headers(headers: Mapping[str, str]) -> Change:
    """Return a change that adds header fields to each request."""
    return lambda request: msgspec.structs.replace(request, headers={**request.headers, **headers})


def as_form(fields: Mapping[str, Any], within: str = "") -> dict[str, str]:
    """Return nested fields as forms write them: `card[number]`, `items[0][price]`."""
    flat: dict[str, str] = {}
    for key, value in fields.items():
        name = f"{within}[{key}]" if within else key
        if isinstance(value, (list, tuple)):
            flat |= as_form({str(nth): item for nth, item in enumerate(value)}, name)
        elif isinstance(value, Mapping):
            flat |= as_form(value, name)
        else:
            flat[name] = str(value)
    return flat


def with_query(fields: dict[str, str]) -> Change:
    """Return a change that adds `fields` to the query of each request that changes something."""

    def change(request: HttpRequest) -> HttpRequest:
        return request if request.method == "GET" else with_address(request, fields)

    return change


def with_address(request: HttpRequest, fields: Mapping[str, str]) -> HttpRequest:
    """Return the request with `fields` added to the query of its address."""
    path, _, written = request.path.partition("?")
    query = {**dict(parse_qsl(written, keep_blank_values=True)), **(request.query or {}), **fields}
    return msgspec.structs.replace(request, path=path, query=query or None)


TEXT_FIELDS = ("note", "comment", "message", "name", "reference", "description")
"""Fields in which a buyer may write what he likes, a card number among them."""


def with_texts(text: str) -> Change:
    """Return a change that writes `text` into every field that takes free text, and adds those that are not there."""
    return with_fields(dict.fromkeys(TEXT_FIELDS, f"my card {text}"))


def with_values(values: Mapping[str, str]) -> Change:
    """Return a change that writes another value wherever a body holds one of these, a variable or a word."""

    def swapped(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: swapped(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [swapped(item) for item in value]
        return values.get(value, value) if isinstance(value, str) else value

    def change(request: HttpRequest) -> HttpRequest:
        form = None if request.form is None else swapped(request.form)
        return msgspec.structs.replace(request, json=swapped(request.json), form=form)

    return change


def with_numbers(old: int, new: int) -> Change:
    """Return a change that writes `new` wherever a body holds the number `old` (or `{amount}`)."""

    def swapped(value: Any) -> Any:
        if value in (old, str(old), "{amount}"):
            return str(new) if isinstance(value, str) and value != "{amount}" else new
        if isinstance(value, dict):
            return {key: swapped(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [swapped(item) for item in value]
        return value

    def change(request: HttpRequest) -> HttpRequest:
        form = None if request.form is None else {key: str(swapped(item)) for key, item in request.form.items()}
        return msgspec.structs.replace(request, json=swapped(request.json), form=form)

    return change
