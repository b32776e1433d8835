"""What a person said, in place of what was found or guessed. Not: asking (`cli/init.py`)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from harness.descriptor.one_provider import OF_PROVIDER
from harness.descriptor.rules import PROVIDERS
from harness.drafting.draft import Answer, Draft, Provider, Request, name_of_order

_REQUEST = re.compile(r"(?:(GET|POST|PUT|PATCH|DELETE)\s+)?(/\S*)", re.IGNORECASE)
_PRODUCT = re.compile(r"(\S+?):(\d+):([A-Za-z]{3})")


class Unclear(ValueError):  # noqa: N818 - said to people as it stands
    """What was said has not the form that it needs; the message says which."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Texts as they were typed; None or empty: nothing was said."""

    start: str | None = None
    ready: str | None = None
    webhook_paths: Mapping[str, str] = {}
    """By provider."""
    payment: str | None = None
    checkout: tuple[str, ...] = ()
    """`METHOD /path`, one for each request."""
    fields: tuple[str, ...] = ()
    """`NAME=VALUE`, of the first request's body."""
    save: tuple[str, ...] = ()
    """`NAME=WHERE`, of the first request."""
    products: tuple[str, ...] = ()
    """`SKU:AMOUNT:CURRENCY`."""
    order: str | None = None
    status: str | None = None
    paid: tuple[str, ...] = ()
    unpaid: tuple[str, ...] = ()


def providers(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the providers of a list with commas. Raises Unclear for one that is not known."""
    names = tuple(dict.fromkeys(name.strip().lower() for text in texts for name in text.split(",") if name.strip()))
    for name in names:
        if name not in PROVIDERS:
            raise Unclear(f"{name!r} is no provider that is simulated. Write some of: {','.join(PROVIDERS)}")
    return names


def apply(draft: Draft, said: Said) -> Draft:
    """Return the draft with what was said in it. Raises Unclear."""
    changes: dict[str, object] = {}
    if said.start:
        changes |= {"start": Answer.said(said.start), "worker": None}
    if said.ready:
        changes["ready"] = Answer.said(path(said.ready))
    if said.webhook_paths:
        changes["providers"] = tuple(_heard(one, said.webhook_paths.get(one.name)) for one in draft.providers)
    if said.payment:
        changes["payment"] = Answer.said(said.payment)
        main = OF_PROVIDER.get(said.payment)  # type: ignore[call-overload]
        changes["unbought"] = tuple(name for name in draft.unbought if name != main)
    if said.checkout:
        changes["requests"] = tuple(_request(text) for text in said.checkout)
    if said.order:
        changes["read"] = Answer.said(path(said.order))
    if said.status:
        changes["status"] = Answer.said(said.status)
    if said.products:
        changes["products"] = tuple(product(text) for text in said.products)
    changed = _with_parts(msgspec.structs.replace(draft, **changes), said)
    order_id = name_of_order(changed.payment, changed.requests, changed.order_id)
    return _with_states(msgspec.structs.replace(changed, order_id=order_id), said)


def path(text: str) -> str:
    if not re.fullmatch(r"/\S*", text):
        raise Unclear(f"{text!r} is no path. It begins with a slash: /orders/{{order}}")
    return text


def product(text: str) -> tuple[str, Answer]:
    match = _PRODUCT.fullmatch(text.strip())
    if match is None:
        raise Unclear(f"{text!r} is no product. Write SKU:AMOUNT:CURRENCY, the amount in the minor unit: tea:1999:eur")
    table = {"sku": match[1], "amount": int(match[2]), "currency": match[3].lower()}
    return re.sub(r"\W", "_", match[1]), Answer.said(table)


def request(text: str) -> str:
    """Return `METHOD /path`. Raises Unclear."""
    match = _REQUEST.fullmatch(text.strip())
    if match is None:
        raise Unclear(f'{text!r} is no request. Write METHOD and path: "POST /checkout"')
    return f"{(match[1] or 'POST').upper()} {match[2]}"


def _request(text: str) -> Request:
    return Request(line=Answer.said(request(text)))


def _heard(one: Provider, webhook_path: str | None) -> Provider:
    if webhook_path is None:
        return one
    return msgspec.structs.replace(one, webhook_path=Answer.said(path(webhook_path)))


def _with_parts(draft: Draft, said: Said) -> Draft:
    """Put fields and what is saved into the first request."""
    if not draft.requests or not (said.fields or said.save):
        return draft
    first = draft.requests[0]
    if said.fields:
        first = msgspec.structs.replace(first, body=Answer.said(_pairs(said.fields, "sku={sku}")), unknown=())
    if said.save:
        first = msgspec.structs.replace(first, save=Answer.said(_pairs(said.save, "order=$.id")))
    return msgspec.structs.replace(draft, requests=(first, *draft.requests[1:]))


def _with_states(draft: Draft, said: Said) -> Draft:
    told = {name: Answer.said(list(words)) for name, words in (("paid", said.paid), ("unpaid", said.unpaid)) if words}
    if not told:
        return draft
    spoken = {word for answer in told.values() for word in answer.value}
    others = {
        name: msgspec.structs.replace(answer, value=left)
        for name, answer in draft.states.items()
        if name not in told and (left := [word for word in answer.value if word not in spoken])
    }
    return msgspec.structs.replace(draft, states=told | others)


def _pairs(texts: tuple[str, ...], example: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not (name.strip() and sign and value):
            raise Unclear(f"{text!r} is no pair. Write NAME=VALUE: {example}")
        found[name.strip()] = value
    return found
