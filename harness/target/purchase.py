"""One intended purchase, whose checkout may be repeated: clicked twice, reloaded, tried again. Not: judging it.

How the checkout of the same order is repeated is seen from the descriptor. Where a request holds `{cart}`, the whole
script is sent again with the same one. Otherwise it is sent again from the first request that uses the order which an
earlier request has saved: whatever comes before makes a new order, and belongs to no second click.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec

from harness.descriptor.model import Descriptor, Flow, HttpRequest, PaymentKind, Product
from harness.descriptor.template import fill, names
from harness.failures import Moot, NoVerdict, WindowShut
from harness.observation import Answer, ProviderCall
from harness.providers import KINDS
from harness.sandbox import News, merged
from harness.target import checkout
from harness.target.capturing import is_held
from harness.target.correlation import created
from simulator.client import SimulatorError

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.target import Target

SERVER_ERROR = 500


class Purchase:
    """A buyer, a product, a cart; `attempts` are how each checkout was answered, one that got no answer included."""

    def __init__(
        self,
        target: Target,
        *,
        kind: PaymentKind | None = None,
        way: tuple[str, Flow] | None = None,
        product: Product | None = None,
        **values: str,
    ) -> None:
        """Begin to buy `product`, or the first there is; `values` are further variables of every attempt.

        A second attempt raises WindowShut if the descriptor does not say how the same order's checkout is repeated.
        """
        self.target = target
        self.product = product or target.product
        self._place, self._flow = way or checkout.flow(target.descriptor, kind)
        self._shut: WindowShut | None = None
        try:
            self._first, self._again = parts(self._place, self._flow)
        except WindowShut as shut:
            self._first, self._again, self._shut = (), self._flow.requests, shut
        self._buyer = target.buyer()
        self._browser = target.somebody()
        self._values = {"cart": checkout.fresh_key(), **values}
        self._since: int | None = None
        self._tried: list[checkout.Tried] = []
        self.attempts: list[Answer] = []

    def attempt(self, **values: str) -> checkout.Tried | None:
        """Check out once more, with these variables; None if the target gave no answer."""
        self._prepare(1)
        tried, answer = self._attempt(values)
        return self._kept(tried, answer)

    def attempt_at_once(self, number: int, *, apart: float = 0.0, **values: str) -> Sequence[Answer]:
        """Check out `number` times as impatient buyers do, without waiting for an answer; return how each was answered.

        Each begins `apart` seconds of real time after the one before.
        """
        self._prepare(number)
        self._open_page()
        with ThreadPoolExecutor(number) as pool:
            started = []
            for nth in range(number):
                time.sleep(apart if nth else 0)
                started.append(pool.submit(self._attempt, values))
            done = [attempt.result() for attempt in started]
        for tried, answer in done:
            self._kept(tried, answer)
        return [answer for _, answer in done]

    @property
    def creating(self) -> str:
        """The provider's operation by which this purchase makes its payment."""
        return KINDS[self._flow.payment].operation

    @property
    def payments(self) -> list[str]:
        """The payments that the target has made at the provider for this purchase, also those it never heard of."""
        return [] if self._since is None else created(self.target.sandbox.calls(self._since), self._flow.payment)

    @property
    def order_ids(self) -> set[str]:
        """The orders that the attempts were told of."""
        return {fill(self._flow.order_id, tried.values) for tried in self._tried}

    def orders(self, role: str) -> list[Order]:
        """Return the order as it was last told, once for each of its payments. Raises WindowShut if there is none."""
        if not self._tried or not self.payments:
            raise WindowShut("no attempt at the checkout left an order", needs=f"{self._place} requests")
        last = self._tried[-1]
        return [self.target.adopted(role, last, self._flow, payment, self.product) for payment in self.payments]

    def _prepare(self, attempts: int) -> None:
        if self._shut is not None and len(self.attempts) + attempts > 1:
            raise self._shut
        if self._since is None:
            self._since = self.target.sandbox.position()
        if not self._first:
            return
        flow = msgspec.structs.replace(self._flow, requests=self._first)
        tried = self._run(flow, {})
        if not tried.succeeded:
            raise WindowShut(f"a checkout failed: {tried.missing}", needs=tried.needs or f"{self._place} requests")
        # each press on *Pay* has a name of its own, also where what comes before it is sent once only
        self._values |= {name: value for name, value in tried.values.items() if name != "attempt"}
        self._first = ()

    def _open_page(self) -> None:
        """Load the page whose button is pressed: who presses it twice has one session, not two that begin at once."""
        first = self._again[0]
        if first.path and (first.submit is not None or first.method == "GET"):
            page = HttpRequest(path=first.path, query=first.query, headers=first.headers)
            with suppress(NoVerdict):
                self._run(msgspec.structs.replace(self._flow, requests=(page,)), {})

    def _attempt(self, values: dict[str, str]) -> tuple[checkout.Tried | None, Answer]:
        try:
            tried = self._run(msgspec.structs.replace(self._flow, requests=self._again), values)
        except NoVerdict as silent:
            return None, Answer(event_type="checkout", error=str(silent))
        replied = tried.replied
        answer = Answer(
            event_type="checkout", status=replied.status, sent_at=replied.sent_at, answered_at=replied.answered_at
        )
        return tried, answer

    def _run(self, flow: Flow, values: dict[str, str]) -> checkout.Tried:
        target = self.target
        return checkout.run(
            self._place,
            flow,
            browser=self._browser,
            sandbox=target.sandbox,
            product=self.product,
            buyer=self._buyer,
            values=target.instance.values,
            more={**self._values, **values},
        )

    def _kept(self, tried: checkout.Tried | None, answer: Answer) -> checkout.Tried | None:
        self.attempts.append(answer)
        if tried is not None and tried.names_order(self._flow):
            self._tried.append(tried)
        return tried


def parts(place: str, flow: Flow) -> tuple[tuple[HttpRequest, ...], tuple[HttpRequest, ...]]:
    """Return what makes the order and what may be repeated for it; raises WindowShut if nothing may."""
    if any("cart" in checkout.used(request) for request in flow.requests):
        return (), flow.requests
    saved: set[str] = set()
    wanted = set(names(flow.order_id))
    for nth, request in enumerate(flow.requests):
        if checkout.used(request) & saved & wanted:
            return flow.requests[:nth], flow.requests[nth:]
        saved |= set(request.save)
    raise WindowShut(
        "the checkout of the same order cannot be repeated: whatever is sent makes another order",
        needs=f"{place} requests: {{cart}} in the header or field by which a second click finds the same order",
    )


def confirming(descriptor: Descriptor) -> tuple[str, Flow]:
    """Return the way of checking out by which the buyer's payment method passes the target's server.

    Raises Moot if there is none: then the buyer confirms at the provider, and a decline never comes this way.
    """
    held = [checkout.captured_later(descriptor, descriptor.capture)] if descriptor.capture else []
    for way in checkout.ways(descriptor):
        if way not in held and any("payment_method" in checkout.used(request) for request in way[1].requests):
            return way
    raise Moot("the buyer confirms at the provider: no request of a checkout holds {payment_method}")


def offer_money(orders: Sequence[Order], **how: Any) -> int:
    """Let the buyer pay every payment that still takes money, as each open page would; return how many took it."""
    for order in orders:
        if not order.target.took_money(order.payment):
            try:
                order.pay(**how)
            except SimulatorError:  # closed by the target in the meantime: the best that a second payment can be
                continue
    return sum(order.target.took_money(order.payment) for order in orders)


def told(orders: Sequence[Order]) -> News:
    """Return the genuine news of all payments of one purchase."""
    return merged(*(order.news for order in orders))


def next_attempt(purchase: Purchase, first: Order) -> list[Order]:
    """Let the buyer try again after `first` came to nothing, and return the orders that may be paid now.

    A payment that still takes money takes the next card. Else the same purchase is checked out again, or another one
    where that was refused in words.
    """
    if offer_money([first]):
        return [first]
    tried = purchase.attempt()
    if tried is not None and not tried.succeeded and tried.replied.status < SERVER_ERROR:
        return [first, purchase.target.order("another", kind=first.kind)]
    return [first, *(order for order in purchase.orders("again") if order.payment != first.payment)]


def asking_for_money(calls: Sequence[ProviderCall]) -> list[ProviderCall]:
    """Return those of the calls that make a payment or confirm one."""
    return [call for call in calls if call.writes and call.operation.endswith((".create", ".confirm"))]


def before_and_press(way: tuple[str, Flow]) -> tuple[Flow, Flow]:
    """Return what makes the order, and what pays it on the server.

    Raises Moot if one request does both, or if nothing is made at the provider before it is paid.
    """
    _, flow = way
    if not KINDS[flow.payment].waits:
        raise Moot("the payment is made by the buyer's confirmation: before it there is nothing to be told of")
    nth = next(nth for nth, request in enumerate(flow.requests) if "payment_method" in checkout.used(request))
    if nth == 0:
        raise Moot("one request makes the order and pays it: nothing could be told of an order before its reply")
    before, press = flow.requests[:nth], flow.requests[nth:]
    return msgspec.structs.replace(flow, requests=before), msgspec.structs.replace(flow, requests=press)


def takes_money_by(target: Target, way: tuple[str, Flow]) -> str:
    """Return the operation by which an honest purchase takes the money on the target's server.

    Raises Moot if it only holds the money: then the reply to it says nothing of any.
    """
    since = target.sandbox.position()
    purchase = Purchase(target, way=way, payment_method=target.sandbox.instruments.good_method)
    purchase.attempt()
    if any(is_held(target, payment) for payment in purchase.payments):
        raise Moot(f"orders of {way[0]} are paid when staff captures: the reply to the buyer's confirmation says less")
    return asking_for_money(target.sandbox.provider_calls(since))[-1].operation
