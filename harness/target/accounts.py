"""The descriptor as somebody who is signed in follows it. Not: signing in (`customers.py`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import msgspec

from harness.descriptor.model import CustomersTable, Descriptor, HttpRequest
from harness.descriptor.template import names

Sent = TypeVar("Sent", bound=HttpRequest)
Value = TypeVar("Value")


def for_accounts(descriptor: Descriptor) -> Descriptor:
    """Return the descriptor with the requests of a customer who is signed in.

    No checkout saves a key of guests, no request about an order sends one, and all carry `[customers] headers`.
    """
    customers, back, replace = descriptor.customers, descriptor.return_, msgspec.structs.replace
    if customers is None:
        return descriptor
    effects = {
        name: replace(effect, http=_one(effect.http, customers)) if effect.http else effect
        for name, effect in descriptor.effects.items()
    }
    return replace(
        descriptor,
        checkout=replace(descriptor.checkout, requests=_each(descriptor.checkout.requests, customers)),
        order=replace(descriptor.order, read=_one(descriptor.order.read, customers)),
        effects=effects,
        return_=back and replace(back, request=_one(back.request, customers), claims=_each(back.claims, customers)),
        customers=replace(customers, routes=_each(customers.routes, customers)),
    )


def without(request: Sent, keys: Collection[str]) -> Sent:
    """Return the request without the headers and fields that these keys fill, and without saving them."""
    return msgspec.structs.replace(
        request,
        headers=_fields(request.headers, keys),
        query=_fields(request.query or {}, keys) or None,
        form=None if request.form is None else _fields(request.form, keys),
        json=_fields(request.json, keys) if isinstance(request.json, dict) else request.json,
        save={name: where for name, where in request.save.items() if name not in keys},
    )


def _each(requests: Collection[HttpRequest], customers: CustomersTable) -> tuple[HttpRequest, ...]:
    return tuple(_one(request, customers) for request in requests)


def _one(request: Sent, customers: CustomersTable) -> Sent:
    bare = without(request, customers.guest_keys)
    return msgspec.structs.replace(bare, headers={**bare.headers, **customers.headers})


def _fields(fields: Mapping[str, Value], keys: Collection[str]) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if not _uses(value, keys)}


def _uses(value: Any, keys: Collection[str]) -> bool:
    return isinstance(value, str) and not set(names(value)).isdisjoint(keys)
