"""Being several customers, each with a browser and an order of its own, and reaching for another's. Not: judging it.

What opens an order, beside its name, is seen from the descriptor: values that are saved and do not stand in `order_id`,
and the cookies of a browser. Where there is neither, the name itself is the key, and must be one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from harness.descriptor.model import HttpRequest
from harness.descriptor.template import names
from harness.failures import WindowShut
from harness.observation import Reached
from harness.target import checkout
from harness.target.requests import Browser, Replied, saved

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.target import Target

TEXTS = {"email": "{email}", "name": "{buyer_name}", "note": "for {unique}", "comment": "for {unique}"}
"""Fields of a checkout in which a buyer says something of himself, and what this buyer says."""


class Customer:
    """Somebody with a browser, signed in where the descriptor says how, and with an order that is not paid yet."""

    def __init__(self, target: Target, role: str) -> None:
        """Sign in and check out. Raises WindowShut if either does not work."""
        self.target = target
        self.browser = Browser(target.instance.base_url, target.notebook)
        buyer = target.buyer()
        known = {"email": buyer.email, "buyer_name": buyer.name, "unique": buyer.unique, **target.instance.values}
        declared = target.descriptor.customers
        signed: dict[str, str] = {}
        for nth, request in enumerate(declared.sign_in if declared else ()):
            replied = self.browser.send(request, {**known, **signed})
            signed |= saved(request, replied, f"[customers] sign_in[{nth}]")
        place, way = checkout.main_way(target.descriptor)
        tried = checkout.run(
            place,
            way,
            browser=self.browser,
            sandbox=target.sandbox,
            product=target.product,
            buyer=buyer,
            values=target.instance.values,
            change=_in_own_words,
            more=signed,
        )
        self.order: Order = target.adopted(role, tried, way, checkout.payment_of(tried, place, way.payment))
        kept = {name for request in way.requests for name in request.save} | set(signed)
        self.keys = {name: self.order.values[name] for name in sorted(kept - set(names(way.order_id)))}
        """What opens the order beside its name, by the variables that hold it."""

    @property
    def id(self) -> str:
        return self.order.values["order"]

    @property
    def has_keys(self) -> bool:
        """Whether its order needs more than its name to be opened."""
        return bool(self.keys) or self.browser.has_cookies

    @property
    def private(self) -> tuple[str, ...]:
        """Words that only this customer may read."""
        values = self.order.values
        return (values["unique"], values["email"], values["buyer_name"], self.order.payment, *self.keys.values())

    def reach_for(self, owner: Customer, request: HttpRequest) -> Reached:
        """Send a request about the owner's order, with this customer's own keys and cookies."""
        return _reached(request, self.browser.send(request, {**owner.order.values, **self.keys}), owner)


def reach_without_keys(owner: Customer, request: HttpRequest) -> Reached:
    """Send a request about the owner's order as nobody: without keys and cookies."""
    stranger = Browser(owner.target.instance.base_url, owner.target.notebook)
    bare = msgspec.structs.replace(
        request, headers=_without(request.headers, owner.keys), query=_without(request.query or {}, owner.keys) or None
    )
    try:
        return _reached(request, stranger.send(bare, {**owner.order.values, **dict.fromkeys(owner.keys, "")}), owner)
    finally:
        stranger.close()


def order_routes(target: Target) -> list[HttpRequest]:
    """Return every declared request about one order, staff's left out. Raises WindowShut if there is none."""
    descriptor = target.descriptor
    back, customers = descriptor.return_, descriptor.customers
    routes: list[HttpRequest] = [descriptor.order.read] if descriptor.order.read.path else []
    routes += [effect.http for effect in descriptor.effects.values() if effect.http]
    routes += [back.request, *back.claims] if back else []
    routes += customers.routes if customers else ()
    if not routes:
        raise WindowShut("no request about an order is known", needs="[customers] routes")
    return routes


def _in_own_words(request: HttpRequest) -> HttpRequest:
    if isinstance(request.json, dict):
        return msgspec.structs.replace(request, json=_own(request.json))
    return request if request.form is None else msgspec.structs.replace(request, form=_own(request.form))


def _own(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**fields, **{name: words for name, words in TEXTS.items() if name in fields}}


def _without(texts: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if not set(names(text)) & set(keys)}


def _reached(request: HttpRequest, replied: Replied, owner: Customer) -> Reached:
    text = replied.text + (replied.headers.get("location") or "")
    about = owner.id in replied.text or str(owner.order.product.amount) in replied.text
    return Reached(
        route=f"{request.method} {request.path}",
        status=replied.status,
        shown=tuple(word for word in owner.private if word in text),
        about_the_order=200 <= replied.status < 300 and about,
    )
