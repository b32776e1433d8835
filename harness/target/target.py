"""The integration under test, as a scenario handles it: started, checked out at, looked at, killed. Not: judging it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from harness.buyers import Buyer, Buyers
from harness.canaries import card_number
from harness.descriptor.model import Descriptor, Flow, PaymentKind, Product
from harness.descriptor.template import fill
from harness.failures import Moot, WindowShut
from harness.notebook import Notebook
from harness.observation import Scan, Sold, Start
from harness.providers import KINDS
from harness.sandbox import News, Sandbox, news
from harness.target import checkout, copies, logbook
from harness.target.instance import Instance
from harness.target.order import Order
from harness.target.requests import Browser, Replied
from harness.target.stores import Stores
from harness.windows import traces
from harness.windows.settle import Patience
from harness.windows.state import StateWindow
from simulator.client import Side

if TYPE_CHECKING:
    from harness.providers.terms import Kind
    from harness.target.comparing import Compared
    from harness.target.periods import Past


class Target:
    """One running target in one profile, seen from one provider."""

    def __init__(
        self, instance: Instance, sandbox: Sandbox, descriptor: Descriptor, *, buyers: Buyers, numbers: count[int]
    ) -> None:
        """Drive `instance`, whose payments go through `sandbox`; `descriptor` is as that provider's checks read it."""
        self.instance = instance
        self.sandbox = sandbox
        self.provider = sandbox.provider
        self.descriptor = descriptor
        self.notebook: Notebook = instance.notebook
        self.side: Side = sandbox.side
        self.browser = instance.browser()
        self.visitor: Browser | None = None
        """Whoever buys, in place of somebody new each time."""
        self.state = StateWindow(self.descriptor, instance)
        self.patience = Patience(self.descriptor.limits.drain_s)
        self.orders: dict[str, Order] = {}
        self.numbers_sent: list[str] = []
        self.sold_out: Sold | None = None
        self.compared: Compared | None = None
        self.clocks: list[Past] = []
        """Those of its provider that were set back, and must come to the present again."""
        self._buyers = buyers
        self._numbers = numbers
        self._starts_rightly: bool | None = None

    def close(self) -> None:
        self.browser.close()
        self.state.close()

    @property
    def product(self) -> Product:
        """The first product of the descriptor of which there are as many as anybody wants."""
        return self.descriptor.checkout.plenty[0]

    @property
    def stores(self) -> Stores:
        """What the descriptor says of where it keeps things."""
        return Stores(self)

    @property
    def webhook_secret(self) -> str:
        """The secret of its webhook endpoint, as this target was told it."""
        return self.instance.settings[self.provider]["webhook_secret"]

    def try_checkout(
        self,
        *,
        kind: PaymentKind | None = None,
        product: Product | None = None,
        change: checkout.Change | None = None,
        way: tuple[str, Flow] | None = None,
        more: Mapping[str, str] | None = None,
        browser: Browser | None = None,
    ) -> checkout.Tried:
        """Run the checkout script once, and return what came of it, whether or not it succeeded.

        `way` is another one than that of `kind`; `more` are variables that it needs, or that shall differ. `browser` is
        that of a buyer who goes on.
        """
        place, chosen = way or checkout.flow(self.descriptor, kind)
        return checkout.run(
            place,
            chosen,
            browser=browser or self.somebody(),
            sandbox=self.sandbox,
            product=product or self.product,
            buyer=self._buyers.next(),
            values=self.instance.values,
            change=change,
            more=more,
        )

    def somebody(self) -> Browser:
        """Return the browser of whoever buys next."""
        return self.visitor or self.browser.another()

    def order(self, role: str, *, kind: PaymentKind | None = None, product: Product | None = None) -> Order:
        """Check out and return the unpaid order; evidence names it by its `role`, such as `sample`.

        Raises WindowShut, naming the line to mend, if that does not work.
        """
        place, chosen = checkout.flow(self.descriptor, kind)
        tried = self.try_checkout(kind=kind, product=product)
        payment = checkout.payment_of(tried, place, chosen.payment)
        return self.adopted(role, tried, chosen, payment, product)

    def adopted(
        self, role: str, tried: checkout.Tried, way: Flow, payment: str, product: Product | None = None
    ) -> Order:
        """Return the order that a checkout left, as something to be looked at and paid."""
        name = f"{role}-{self.next_number()}"
        values = {**tried.values, way.payment: payment}
        values["order"] = fill(way.order_id, values)
        order = Order(self, name, way.payment, product or self.product, payment, values, tried.browser, way.finish)
        self.orders[name] = order
        return order

    def paid_order(self, role: str, *, kind: PaymentKind | None = None, product: Product | None = None) -> Order:
        """Check out, and let the buyer pay at the provider; whether the target hears of it is the sandbox's matter."""
        order = self.order(role, kind=kind, product=product)
        order.pay()
        return order

    def settle(self, until: Callable[[], bool | None]) -> bool:
        """Wait until the condition holds, as long as this target has earned."""
        return self.patience.settle(until)

    def settle_soon(self, until: Callable[[], bool | None]) -> bool:
        """Wait a little for something that was sent before a sentinel which has moved: workers may overtake each other.

        Nothing is learned from its absence; the whole wait is a fifth of `[limits] drain_s`, at most two seconds, or
        twice what this target usually takes.
        """
        return self.patience.settle_soon(until)

    def settle_unwanted(self, until: Callable[[], bool | None]) -> bool:
        """Give what must not come, and what a sentinel may have overtaken, the time in which it would have come."""
        return self.patience.settle_unwanted(until)

    def settle_during(self, until: Callable[[], bool | None], seconds: float) -> bool:
        """Wait while a stimulus lasts: a provider that is silent, a lease that must end first."""
        return self.patience.settle_during(until, seconds)

    def settle_quiet(self, count: Callable[[], int]) -> None:
        """Wait until `count` has stopped growing: of several events, each has then been tried once."""
        self.patience.settle_quiet(count)

    def settle_briefly(self, until: Callable[[], bool | None]) -> bool:
        """Give the target a moment to work on one delivery before the next one arrives."""
        return self.patience.settle_briefly(until)

    def open_return_page(self, order: Order, query: Mapping[str, str], *, presenting: Order | None = None) -> Replied:
        """Open the page to which the buyer comes back after paying, with `query` added to its address.

        Where that address names the payment, it names the one of `presenting` instead, if that is another order.
        Raises WindowShut if no such page is declared.
        """
        if self.descriptor.return_ is None:
            raise WindowShut("the page after payment is not known", needs="[return] request")
        page = checkout.with_address(
            self.descriptor.return_.request, {order.kind: order.payment, **query} if query else {}
        )
        presented = {presenting.kind: presenting.payment} if presenting else {}
        return order.browser.send(page, order.values | presented)

    def claims(self, order: Order) -> Sequence[Callable[[], Replied]]:
        """Return the declared requests by which a browser could claim that `order` is paid."""
        declared = self.descriptor.return_.claims if self.descriptor.return_ else ()
        if not declared:
            raise Moot("the descriptor names no request by which a browser could claim to have paid")
        return [partial(order.browser.send, request, order.values) for request in declared]

    @property
    def hosted_kind(self) -> PaymentKind:
        """What buyers pay on a page of the provider's. Raises Moot if the provider has no such thing."""
        return self._kind(hosted=True)

    @property
    def own_page_kind(self) -> PaymentKind:
        """What buyers pay on the target's own page. Raises Moot if the provider has no such thing."""
        return self._kind(hosted=False)

    def _kind(self, *, hosted: bool) -> PaymentKind:
        for kind in self.sandbox.terms.kinds:
            if kind.waits and kind.hosted == hosted:
                return kind.name
        where = "a page of the provider's" if hosted else "the shop's own page"
        raise Moot(f"with {self.sandbox.terms.title} nobody pays on {where}")

    @property
    def creating(self) -> str:
        """The provider's operation by which a checkout makes its payment, such as `payment_intents.create`."""
        return KINDS[self.descriptor.checkout.payment].operation

    @property
    def about(self) -> Kind:
        """What kind of the provider's objects a checkout makes."""
        return KINDS[self.descriptor.checkout.payment]

    def news_of(self, payments: Sequence[str]) -> News:
        """Return the genuine events about these payments, which may be of no order yet."""
        events = [event for payment in payments for event in self.sandbox.events(payment, self.side)]
        return news("early", events, self.side)

    def order_of(
        self, role: str, tried: checkout.Tried, kind: PaymentKind | None = None, product: Product | None = None
    ) -> Order:
        """Return the order that a checkout left. Raises WindowShut if it left none."""
        place, chosen = checkout.flow(self.descriptor, kind)
        return self.adopted(role, tried, chosen, checkout.payment_of(tried, place, chosen.payment), product)

    def took_money(self, payment: str) -> bool:
        """Whether the provider's books say that `payment` was paid."""
        shown = self.sandbox.world.object(payment, self.side, provider=self.provider)
        return self.sandbox.terms.is_paid(shown, self.sandbox.records(self.side))

    @property
    def process_group(self) -> int:
        """The process group of a running target. Raises WindowShut for one that the harness did not start."""
        if self.instance.process_group is None:
            raise WindowShut("the target was not started by the harness", needs="[target] start or processes")
        return self.instance.process_group

    def paid_in_other_mode(self, order: Order) -> News:
        """Return genuine news, signed for this target's endpoint, of a payment in the other mode that names `order`."""
        other: Side = "live" if self.side == "test" else "test"
        payment = copies.of(self, order, side=other)
        self.sandbox.act("pay", payment, side=other)
        events = self.sandbox.events(payment, other)
        return news(order.name, events, other).each(endpoint=self.instance.endpoints[self.provider])

    def baseline_ms(self, told: News, at_once: int, deliveries: int = 60) -> list[float]:
        """Return the milliseconds that the readiness page takes to answer the same POSTs, sent in the same manner."""
        url = f"{self.instance.base_url}{self.descriptor.target.ready.url}"
        page = self.sandbox.world.endpoint(
            url,
            side=self.side,
            provider=self.provider,
            enabled_events=("assay.baseline",),
            payload=self.sandbox.payload,
        )
        plan = [told.schedule[nth % len(told.schedule)] for nth in range(deliveries)]
        times: list[float] = []
        for chunk in told.volleys(plan, at_once):
            answers = self.sandbox.deliver(chunk.each(endpoint=page.id)).answers
            times += [answer.ms for answer in answers if answer.ms is not None]
        return times

    def fill(self, text: str) -> str:
        """Return a text of the descriptor with this target's variables filled in."""
        return fill(text, self.instance.values)

    def next_number(self) -> int:
        """Return a number that nobody else in this run has."""
        return next(self._numbers)

    def buyer(self) -> Buyer:
        """Return somebody who has not bought yet."""
        return self._buyers.next()

    def unique(self) -> str:
        """Return a word that occurs nowhere else in the run."""
        return self.buyer().unique

    def card_number(self) -> str:
        """Return a card number that is nobody's and occurs nowhere else in the run; it is remembered as sent in."""
        self.numbers_sent.append(card_number(self.unique()))
        return self.numbers_sent[-1]

    def pushed(self, change: checkout.Change) -> list[str]:
        """Check out with `change`, then honestly; return harmless values that took the same way into the target."""
        tried = [self.try_checkout(change=change), self.try_checkout()]
        return [
            value for one in tried for value in (one.values.get("order"), one.values["unique"], *one.payments) if value
        ]

    def post_broken(self, body: str) -> None:
        """Post a broken body to the webhook and to every address that a checkout posts to."""
        paths = [self.instance.webhook_path(self.provider)]
        paths += [request.path for request in self.descriptor.checkout.requests if request.method == "POST"]
        for path in paths:
            if "{" not in path:
                self.browser.post(path, body.encode(), {"Content-Type": "application/json"})

    def scan(self, forbidden: Mapping[str, str], canaries: Sequence[str]) -> Scan:
        """Search everything that the target has logged so far, for values in any way of writing them."""
        return traces.search(logbook.texts(self), forbidden=forbidden, canaries=canaries)

    def scan_for_secrets(self, secrets: Mapping[str, str], canaries: Sequence[str]) -> Scan:
        """Search everything that the target has logged so far, for secrets or pieces of them."""
        return traces.search_secrets(logbook.texts(self), secrets=secrets, canaries=canaries)

    def secrets(self) -> dict[str, str]:
        """Return what this target was given and must not show: its secret key and its webhook secret."""
        given = self.instance.settings[self.provider]
        return {"the secret key": given["secret_key"], "the webhook secret": given["webhook_secret"]}

    def starts_rightly(self) -> bool:
        """Start with right settings once in this run, stop again, and say whether it became ready."""
        if self._starts_rightly is None:
            self._starts_rightly = self.instance.try_start(within=self.descriptor.target.ready.within)
            self.instance.stop()
        return self._starts_rightly

    @property
    def webhook_path_as_written(self) -> str:
        """The part of its webhook path that must stand in its source: what is no id."""
        return self.descriptor.provider[self.provider].webhook_path.partition("{")[0]

    def start_with(self, variable: str, value: str | None, **others: str) -> Start:
        """Start with one setting spoilt (None: missing) and `others` set, see what comes of it, and stop again.

        `variable` is the name by which it is told, of the environment or of its provider's settings.
        """
        before = len(self.instance.output())
        usual = self.instance.start_seconds or 1.0
        ready = self.instance.try_start({**others, variable: value}, within=3 * usual + 2, until_all_ended=True)
        codes = [code for code in self.instance.exits().values() if code]
        said = f"{self.instance.output()[before:]}{self.instance.refusal or ''}"
        self.notebook.add(
            "lifecycle",
            f"started with {variable} {'missing' if value is None else repr(value)}"
            + "".join(f", {name} {other!r}" for name, other in others.items())
            + ": "
            + ("it became ready" if ready else f"exit codes {codes}" if codes else "not ready, still running"),
            seen=said,
        )
        self.instance.stop()
        return Start(
            variable=variable,
            ready=ready,
            exit_code=codes[0] if codes else None,
            names_variable=_is_named(variable, said),
            shows_value=bool(value and value.strip() and value in said),
        )


def _is_named(variable: str, said: str) -> bool:
    """Whether what a target said names a variable, or a setting in words: `the webhook secret`, `webhook-secret`."""
    _, dot, setting = variable.partition(".")
    words = re.escape(setting).replace("_", "[ _-]?")
    return bool(re.search(words, said, re.IGNORECASE)) if dot else variable in said
