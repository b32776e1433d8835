"""Being several customers, each with a browser and an order of its own, and reaching for another's. Not: judging it.

What opens an order, beside its name, is seen from the descriptor: values that are saved, that requests about an order
hold and `order_id` does not, and the cookies of a browser. Where there is neither, the name itself is the key, and must
be one. Where guests and accounts can both buy, `[customers] guest_keys` tells them apart: a guest has those keys, an
account has none of them.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from harness.descriptor.model import Descriptor, Flow, HttpRequest
from harness.descriptor.template import names
from harness.failures import Moot, WindowShut
from harness.observation import Reached
from harness.providers import KINDS
from harness.target import checkout
from harness.target.accounts import for_accounts, without
from harness.target.requests import Browser, Replied
from harness.target.signing_in import sent_in_confidence
from harness.windows.state import StateWindow

if TYPE_CHECKING:
    from harness.buyers import Buyer
    from harness.target.order import Order
    from harness.target.target import Target

TEXTS = {"email": "{email}", "name": "{buyer_name}", "note": "for {unique}", "comment": "for {unique}"}
"""Fields of a checkout in which a buyer says something of himself, and what this buyer says."""
SESSION = re.compile(r"sess|sid$|auth|jwt", re.IGNORECASE)
"""Names of cookies that say who is asking."""
SHORTEST_SESSION = 16
"""Characters of a word that is worth stealing."""
LAST_NUMBER = re.compile(r"(\d+|[0-9a-f]{8,}|[0-9A-F]{8,})$")
"""What an order's name ends with, if it ends with a number: a decimal one, or a long hexadecimal one."""


class Customer:
    """Somebody with a browser and an order that is not paid yet; signed in, unless guests can buy as well."""

    def __init__(self, target: Target, role: str, *, signs_in: bool | None = None) -> None:
        """Sign in, by default only where guests cannot buy, and check out. Raises WindowShut if either fails."""
        self.is_signed_in = not guests_buy(target.descriptor) if signs_in is None else signs_in
        descriptor = for_accounts(target.descriptor) if self.is_signed_in else target.descriptor
        self.target = as_seen_by(target, target.browser.another(), descriptor)
        self.browser = self.target.somebody()
        buyer = target.buyer()
        signed = self._sign_in(buyer, role) if self.is_signed_in else {}
        self.signed = signed
        """What signing in has saved."""
        place, way = checkout.main_way(descriptor)
        lacking = dict.fromkeys(_guest_keys(descriptor), "") if self.is_signed_in else {}
        tried = checkout.run(
            place,
            way,
            browser=self.browser,
            sandbox=target.sandbox,
            product=target.product,
            buyer=buyer,
            values=target.instance.values,
            change=_in_own_words,
            more={**lacking, **signed},
        )
        self.replied = tried.replied
        """The answer to the checkout."""
        self.order: Order = self.target.adopted(role, tried, way, checkout.payment_of(tried, place, way.payment))
        self.named_by = {"order", *names(way.order_id)}
        self.keys = {name: self.order.values[name] for name in sorted(names_of_keys(descriptor, way, signed))}
        """What opens the order beside its name, by the variables that hold it."""

    @classmethod
    def signed_in(cls, target: Target, role: str) -> Customer:
        """Return a customer who signs up and in first. Raises Moot where nobody can, or where everybody does."""
        if target.descriptor.customers and target.descriptor.customers.sign_in and not guests_buy(target.descriptor):
            raise Moot("everybody signs in here ([customers] guest_keys names none), and the other checks do so")
        return cls.with_account(target, role)

    @classmethod
    def with_account(cls, target: Target, role: str) -> Customer:
        """Return a customer who signs up and in first, wherever that can be done. Raises Moot where nobody can."""
        if not (target.descriptor.customers and target.descriptor.customers.sign_in):
            raise Moot("the descriptor names no way to sign in ([customers] sign_in): customers are guests here")
        return cls(target, role, signs_in=True)

    @classmethod
    def as_guest(cls, target: Target, role: str) -> Customer:
        """Return a customer who does not sign in. Raises Moot where guests cannot buy."""
        if not guests_buy(target.descriptor):
            raise Moot("everybody signs in here ([customers] guest_keys names none)")
        return cls(target, role, signs_in=False)

    def _sign_in(self, buyer: Buyer, role: str) -> dict[str, str]:
        """Send the requests to sign up and in, and return what they save."""
        known = {"email": buyer.email, "buyer_name": buyer.name, "unique": buyer.unique}
        known |= {"password": checkout.fresh_key(), **self.target.instance.values}
        customers = self.target.descriptor.customers
        return sent_in_confidence(
            self.browser,
            "[customers] sign_in",
            customers.sign_in if customers else (),
            known,
            says=f"{buyer.email} signs in, to be the {role}",
            refused="nobody could sign in",
        )

    @property
    def id(self) -> str:
        return self.order.values["order"]

    @property
    def has_keys(self) -> bool:
        """Whether its order needs more than its name to be opened."""
        signed = any(request.hook for request in order_routes(self.target.descriptor))
        return bool(self.keys) or self.browser.has_cookies or signed

    @property
    def private(self) -> tuple[str, ...]:
        """Words that only this customer may read."""
        values = self.order.values
        words = (values["unique"], values["email"], values["buyer_name"], self.order.payment, *self.keys.values())
        return tuple(word for word in words if word)

    def session_values(self) -> dict[str, str]:
        """Return what shows who he is, by its name: cookies of sessions, and what his requests carry as headers.

        A customer's number, a basket, the token of one order may well stand in an address.
        """
        headers = self.target.descriptor.customers.headers.values() if self.target.descriptor.customers else ()
        used = {name for text in headers for name in names(text)} & set(self.signed)
        sent = {name: self.signed[name] for name in used if len(self.signed[name]) >= SHORTEST_SESSION}
        return {**session_cookies(self.browser), **sent}

    @property
    def told(self) -> str:
        return f"{self.order.name} ({'signed in' if self.is_signed_in else 'a guest'})"

    def pay(self) -> None:
        """Pay, wait until that is done, and compare later looks with it. Raises WindowShut if it is not seen done."""
        self.order.pay()
        self._take_stock_when_done()

    @contextmanager
    def paid(self) -> Iterator[None]:
        """Pay, and keep back what else the provider has to tell: whatever moves the order meanwhile is not its news."""
        sandbox = self.target.sandbox
        with sandbox.holding_news():
            self.order.pay()
            sandbox.deliver(self.order.news)
            self._take_stock_when_done()
            yield

    def _take_stock_when_done(self) -> None:
        if not self.target.settle(until=self.order.complete):
            raise WindowShut("a paid order was not seen to be complete", needs="[order] states and [effects.NAME]")
        self.order.take_stock()

    def ask_for_own(self) -> list[Reached]:
        """Send every declared request about one's own order."""
        return [self._reach(self, request, self.order.values) for request in order_routes(self.target.descriptor)]

    def reach_for(self, owner: Customer) -> list[Reached]:
        """Send every declared request about the owner's order, with this customer's own keys and cookies.

        Then about the orders whose names come right before and after one's own, where names can be counted.
        """
        routes = order_routes(self.target.descriptor)
        theirs = {**owner.order.values, **dict.fromkeys(owner.keys, ""), **self.keys}
        tried = [self._reach(owner, request, theirs) for request in routes]
        for beside in self._beside():
            tried += [
                self._reach(owner, request, beside) for request in routes if _by_name_alone(request, self.named_by)
            ]
        return tried

    def _beside(self) -> list[dict[str, str]]:
        """Return the variables of one's own order, with the name before and after in the place of its own."""
        own = self.order.values
        named = [{name: next_to(own[name], step) or own[name] for name in self.named_by} for step in (-1, 1)]
        return [{**own, **other} for other in named if other["order"] != self.id]

    def _reach(self, owner: Customer, request: HttpRequest, values: Mapping[str, str]) -> Reached:
        return _reached(self, owner, request, self.browser.send(request, values, quiet=True), values["order"])


def session_cookies(browser: Browser) -> dict[str, str]:
    """Return the cookies that say who is asking, by name, as far as they are worth stealing."""
    cookies = browser.cookies().items()
    return {name: value for name, value in cookies if SESSION.search(name) and len(value) >= SHORTEST_SESSION}


def nobody_reaches_for(owner: Customer, *, signs: bool = False) -> list[Reached]:
    """Send every declared request about the owner's order as nobody: without keys, cookies, and hooks that sign.

    `signs`: as somebody who can sign as customers do, and has nothing else.
    """
    stranger = owner.target.browser.another()
    values = {**owner.order.values, **dict.fromkeys(owner.keys, "")}

    def reach(request: HttpRequest) -> Reached:
        bare = without(request, owner.keys)
        bare = bare if signs else msgspec.structs.replace(bare, hook=None)
        return _reached(None, owner, request, stranger.send(bare, values, quiet=True), owner.id)

    try:
        return [reach(request) for request in order_routes(owner.target.descriptor)]
    finally:
        stranger.close()


def guests_buy(descriptor: Descriptor) -> bool:
    """Whether one can buy without signing in: nothing is declared to sign in with, or keys of guests are."""
    return not (descriptor.customers and descriptor.customers.sign_in) or bool(_guest_keys(descriptor))


def as_seen_by(target: Target, browser: Browser, descriptor: Descriptor) -> Target:
    """Return the same target, at which one buys with this browser and looks as this descriptor says."""
    seen = copy.copy(target)
    seen.visitor, seen.descriptor, seen.state = browser, descriptor, StateWindow(descriptor, target.instance)
    return seen


def order_routes(descriptor: Descriptor) -> list[HttpRequest]:
    """Return every declared request about one order, staff's left out. Raises WindowShut if there is none."""
    routes = _order_routes(descriptor)
    if not routes:
        raise WindowShut("no request about an order is known", needs="[customers] routes")
    return routes


def names_of_keys(descriptor: Descriptor, way: Flow, signed: Iterable[str]) -> set[str]:
    """Return the variables that open an order beside its name; `signed` are those that signing in saves.

    What is saved and no request about an order holds opens none: where webhooks are taken, say, or a basket.
    """
    kept = {name for request in way.requests for name in request.save} | set(signed)
    used = {name for request in _order_routes(descriptor) for name in checkout.used(request)}
    return (kept & used) - {"order", *names(way.order_id)}


def _order_routes(descriptor: Descriptor) -> list[HttpRequest]:
    back, customers = descriptor.return_, descriptor.customers
    read = descriptor.order.buyers_read
    routes: list[HttpRequest] = [] if read is None else [read]
    routes += [effect.http for effect in descriptor.effects.values() if effect.http]
    routes += [back.request, *back.claims] if back else []
    routes += customers.routes if customers else ()
    return [request for nth, request in enumerate(routes) if request not in routes[:nth]]


def next_to(name: str, step: int) -> str | None:
    """Return the name that is `step` further, counting in the number it ends with; None where it ends with none."""
    found = LAST_NUMBER.search(name)
    if found is None:
        return None
    digits = found.group()
    form, base = ("d", 10) if digits.isdecimal() else ("x", 16) if digits.islower() else ("X", 16)
    number = int(digits, base) + step
    return None if number < 0 else name[: found.start()] + format(number, form).zfill(len(digits))


def _guest_keys(descriptor: Descriptor) -> tuple[str, ...]:
    return descriptor.customers.guest_keys if descriptor.customers else ()


def _in_own_words(request: HttpRequest) -> HttpRequest:
    if isinstance(request.json, dict):
        return msgspec.structs.replace(request, json=_own(request.json))
    return request if request.form is None else msgspec.structs.replace(request, form=_own(request.form))


def _own(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**fields, **{name: words for name, words in TEXTS.items() if name in fields}}


def _uses(request: HttpRequest, variables: Iterable[str]) -> bool:
    written = str(msgspec.to_builtins(request))
    return any(f"{{{name}}}" in written for name in variables)


def _by_name_alone(request: HttpRequest, named_by: Iterable[str]) -> bool:
    """Whether another name makes it a request about another order: one's own payment would lead back to one's own."""
    return _uses(request, named_by) and not _uses(request, KINDS)


def _reached(asker: Customer | None, owner: Customer, request: HttpRequest, replied: Replied, named: str) -> Reached:
    """Write down who asked for what, with the owner's keys out of the answer, and say what it shows of the order.

    An amount is a sign of the order only where the request says which one, and the answer is not about the asker's own.
    """
    _write_down(asker, owner, replied, named)
    text = replied.text + (replied.headers.get("location") or "")
    names_order = _uses(request, (*owner.named_by, *KINDS))
    own = asker is not None and asker is not owner and any(word in text for word in (asker.id, *asker.private))
    amount = names_order and not own and str(owner.order.product.amount) in replied.text
    return Reached(
        route=f"{request.method} {request.path}",
        status=replied.status,
        names_order=names_order,
        shown=tuple(word for word in owner.private if word in text),
        about_the_order=200 <= replied.status < 300 and (owner.id in replied.text or amount),
    )


def _write_down(asker: Customer | None, owner: Customer, replied: Replied, named: str) -> None:
    who = asker.told if asker else "nobody"
    whose = f"the order of {owner.told}" if named == owner.id else "the order beside one's own"
    whose = "one's own order" if asker is owner else whose
    seen = f"HTTP {replied.status}\n\n{replied.text}"
    for key in filter(None, owner.keys.values()):
        seen = seen.replace(key, f"…{key[-4:]}")
    owner.target.notebook.add(
        "request", f"{who} asked for {whose}: {replied.told} answered {replied.status}", seen=seen
    )
