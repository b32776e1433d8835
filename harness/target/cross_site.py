"""A page of another site, open in the browser of somebody who has a session, and what it gets done. Not: judging it.

What was done is seen in two windows: the order's state and effects, and what the provider was asked to do. An order
that was placed counts only if it is the owner's, where guests can place one as well: anybody may buy for himself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from harness.descriptor.model import HttpRequest
from harness.descriptor.template import fill, names
from harness.failures import Moot, WindowShut
from harness.observation import FromElsewhere
from harness.target import foreign_pages
from harness.target.checkout import fresh_key, main_way
from harness.target.correlation import created
from harness.target.customers import Customer, guests_buy
from harness.target.foreign_pages import Sent, Way
from harness.target.forms import Filled
from harness.target.requests import expected, saved

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.requests import Browser, Replied
    from harness.target.target import Target

REQUEST_EXCERPT = 4096
"""Bytes of a delivery's body that are kept, at most."""

Owner = Callable[[], Customer]
"""Makes one more of the same kind: somebody with a session, and an order that is not paid."""


class CrossSite:
    """What changes something, as declared, sent by a foreign page in one way and then by the shop's own."""

    def __init__(self, make: Owner, way: Way) -> None:
        """Begin with one owner. Raises Moot if his browser has no cookie: nothing rides along then."""
        self._make, self._way = make, way
        self._owner, self._spent = make(), False
        if not self._owner.browser.has_cookies:
            raise Moot("a browser gets no cookie here: nothing goes along by itself with what a foreign page sends")
        self.tried: list[FromElsewhere] = []
        """What foreign pages sent, and what came of it."""
        self.own: list[FromElsewhere] = []
        """The same requests from the shop's own page."""
        self.exposed: list[str] = []
        """Requests that a preflight allowed a foreign page to send with credentials."""
        self.by_name: list[str] = []
        """Requests that anybody may send who knows what an order is called: no page rides on a cookie there."""

    def run(self) -> None:
        """Try each request, on an order that nothing has changed yet."""
        routes = changing(self._owner.target)
        if not routes and not self._owner.is_signed_in:
            raise WindowShut("no declared request of a browser changes anything", needs="[customers] routes")
        for request in routes:
            self._try(request)
        if self._owner.is_signed_in:
            self._try_checkout()

    def _try(self, request: HttpRequest) -> None:
        owner = self._unspent()
        order, values = owner.order, {**owner.order.values, "attempt": fresh_key()}
        since = order.target.sandbox.position()
        route = f"{request.method} {request.path}"
        foreign = self._foreign(owner, request, values)
        for browser, sent, same_site in self._sent(foreign, values):
            replied = browser.ask(sent.method, sent.path, sent.content, sent.headers)
            changed = _changed(order, since)
            self._spent = bool(changed)
            if changed and foreign and not self._rides_on_cookies(foreign, sent.said, same_site=same_site):
                self.by_name.append(route)
                break
            self.tried.append(_came(route, sent.said, replied.status, changed, same_site=same_site))
            if changed:
                break
        owner = self._unspent()
        since = owner.target.sandbox.position()
        replied = owner.browser.send(request, {**owner.order.values, "attempt": fresh_key()})
        changed = _changed(owner.order, since)
        self._spent = bool(changed)
        self.own.append(_came(route, "the shop's own page", replied.status, changed))

    def _foreign(self, owner: Customer, request: HttpRequest, values: Mapping[str, str]) -> HttpRequest | None:
        """Return what a foreign page can send of a request; of a form its fields, its page's tokens left out."""
        if request.submit is not None:
            form = owner.browser.opened(request, values)
            if not isinstance(form, Filled):
                return None
            request = foreign_pages.of_form(form, request, {*values.values()} - {*owner.keys.values()})
        return foreign_pages.bare(request, owner.keys)

    def _rides_on_cookies(self, foreign: HttpRequest, said: str, *, same_site: bool) -> bool:
        """Whether the same request does nothing to a new order without cookies, and does it with them.

        An order that whoever knows its name can change has no cookie for a key, and one that moves by itself moves
        before the cookies come.
        """
        owner = self._unspent()
        values = {**owner.order.values, "attempt": fresh_key()}
        since = owner.target.sandbox.position()
        known = [*self._way(foreign, values, owner.browser.base_url), foreign_pages.from_a_sister(foreign, values)]
        sent = next(one for one in known if one.said == said)
        owner.browser.another().ask(sent.method, sent.path, sent.content, sent.headers)
        self._spent = bool(_changed(owner.order, since))
        if self._spent:
            return False
        with_cookies = owner.browser.with_all_its_cookies() if same_site else self._abroad()
        with_cookies.ask(sent.method, sent.path, sent.content, sent.headers)
        self._spent = bool(_changed(owner.order, since))
        return self._spent

    def _abroad(self) -> Browser:
        """Return the owner's browser as it is on another site."""
        return self._owner.browser.as_sent_from_elsewhere(navigating=self._way is foreign_pages.as_a_link)

    def _unspent(self) -> Customer:
        """Return the owner of an order that nothing has changed yet."""
        if self._spent:
            self._owner, self._spent = self._make(), False
        self._owner.order.take_stock()
        return self._owner

    def _try_checkout(self) -> None:
        """Let a foreign page place an order; that the owner's own page can is what made the owner's order."""
        owner, order = self._owner, self._owner.order
        target = owner.target
        _, way = main_way(target.descriptor)
        request = way.requests[0]
        route = f"{request.method} {request.path}"
        foreign = self._foreign(owner, request, order.values)
        if request.method == "GET":
            return
        for browser, sent, same_site in self._sent(foreign, {**order.values, "cart": fresh_key()}):
            since = target.sandbox.position()
            replied = browser.ask(sent.method, sent.path, sent.content, sent.headers)
            theirs = expected(request, replied) and _is_the_owners(owner, request, replied, since)
            changed = "an order was placed as its owner's" if theirs else None
            self.tried.append(_came(route, sent.said, replied.status, changed, same_site=same_site))
            if changed:
                break
        seen = order.look_quietly().state
        worked = "an order was placed" if seen else None
        self.own.append(_came(route, "the shop's own page", 200, worked))

    def _sent(self, request: HttpRequest | None, values: dict[str, str]) -> Iterator[tuple[Browser, Sent, bool]]:
        """Yield what a foreign page sends, then what a sister domain's does, each with the browser that sends it."""
        if request is None:
            return
        own = self._owner.browser
        abroad = self._abroad()
        asks_first = self._way is foreign_pages.after_a_preflight
        for sent in self._way(request, values, own.base_url):
            if asks_first and not foreign_pages.preflight(own, sent):
                self.tried.append(_came(f"{request.method} {request.path}", f"{sent.said} that was refused", 0))
                continue
            if asks_first:
                self.exposed.append(f"{request.method} {request.path} to {sent.said}")
            yield abroad, sent, False
        if not asks_first and self._way is not foreign_pages.as_a_link:
            yield own.with_all_its_cookies(), foreign_pages.from_a_sister(request, values), True


def needs_a_session(order: Order) -> None:
    """Raise Moot where no browser has a cookie: then nothing is asked of pages, and a webhook needs no exemption."""
    customers = order.target.descriptor.customers
    if not order.browser.has_cookies and not (customers and customers.sign_in):
        raise Moot("a browser gets no cookie here: no page is asked for a token, and the webhook for none either")


def last_delivery(target: Target) -> int:
    """Return the number of the last delivery of this world."""
    records = target.sandbox.world.deliveries()
    return records[-1].seq if records else 0


def resent_as_our_page(target: Target, since: int) -> int | None:
    """Send the first delivery after `since` that was refused again, as a page of ours would; return how it is answered.

    None if none was refused, or if it is longer than what was kept of it.
    """
    refused = [one for one in target.sandbox.world.deliveries(since) if not one.accepted and one.status]
    if not refused or len(refused[0].request_body) >= REQUEST_EXCERPT:
        return None
    delivery = refused[0]
    dropped = ("host", "content-length", "connection", "accept-encoding")
    kept = {name: value for name, value in delivery.request_headers.items() if name.lower() not in dropped}
    ours = {"Origin": target.instance.base_url, "Sec-Fetch-Site": "same-origin"}
    path = delivery.url.removeprefix(target.instance.base_url)
    return target.browser.post(path, delivery.request_body.encode(), {**kept, **ours}).status


def changing(target: Target) -> list[HttpRequest]:
    """Return the declared requests of customers that are not only for reading."""
    customers = target.descriptor.customers
    return [request for request in customers.routes if request.method != "GET"] if customers else []


def _came(route: str, sent: str, status: int, changed: str | None = None, *, same_site: bool = False) -> FromElsewhere:
    return FromElsewhere(route=route, sent=sent, status=status, changed=changed, same_site=same_site)


def _is_the_owners(owner: Customer, request: HttpRequest, replied: Replied, since: int) -> bool:
    """Whether an order that a foreign page placed is the owner's: where guests buy, his session opens it and nobody's.

    Where everybody signs in, it can be nobody else's.
    """
    target = owner.target
    _, way = main_way(target.descriptor)
    try:
        found = saved(request, replied, "[checkout] requests[0]")
    except WindowShut:
        found = {}
    if not guests_buy(target.descriptor):
        return bool(found) or bool(created(target.sandbox.calls(since), way.payment))
    read = target.descriptor.order.buyers_read
    if read is None or not set(names(way.order_id)) <= set(found):
        return False
    values = {**owner.order.values, **found}
    values["order"] = fill(way.order_id, values)
    seen = [
        browser.send(read, values, quiet=True).value(target.descriptor.order.status)
        for browser in (owner.browser, owner.browser.another())
    ]
    return values["order"] != owner.id and seen[0] is not None and seen[1] is None


def _changed(order: Order, since: int) -> str | None:
    """Say what has changed since: the order, or something at the provider for it; None if nothing is seen."""
    sight = order.look_quietly()
    if sight.moved:
        return f"{sight.before} → {sight.state}" if sight.before != sight.state else "an effect was counted"
    calls = order.target.sandbox.calls(since)
    about = (order.payment, order.values["order"])
    done = [
        call.operation
        for call in calls
        if call.writes and not call.replayed and any(name in f"{call.path} {call.parameters}" for name in about)
    ]
    return f"the provider was asked for {done[0]}" if done else None
