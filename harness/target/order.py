"""An order at the target, as a scenario handles it: looked at, paid, told about. Not: making it (`checkout.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from harness.failures import Moot
from harness.observation import Sight
from harness.providers import KINDS
from harness.sandbox import News, kind, news
from harness.target.requests import Replied, expected, saved
from simulator.client import Side

if TYPE_CHECKING:
    from harness.descriptor.model import HttpRequest, PaymentKind, Product
    from harness.providers.terms import Field, Kind, Records, Terms
    from harness.target.requests import Browser
    from harness.target.target import Target


class Order:
    """One order. `name` is the harness's own; `values` are what its checkout saved."""

    def __init__(
        self,
        target: Target,
        name: str,
        kind: PaymentKind,
        product: Product,
        payment: str,
        values: dict[str, str],
        browser: Browser,
        finish: Sequence[HttpRequest] = (),
    ) -> None:
        """Take the first look, right after checkout: what comes later is compared with it.

        `browser` is its buyer's; `finish` is what it sends when the provider has sent it back.
        """
        self.target = target
        self.name = name
        self.kind = kind
        self.product = product
        self.payment = payment
        self.values = values
        self.browser = browser
        self.finish = tuple(finish)
        first = self.look_at_all()
        self._before, self._effects_before = first.state, first.effects

    @property
    def terms(self) -> Terms:
        """How its provider says what scenarios speak of."""
        return self.target.sandbox.terms

    @property
    def records(self) -> Records:
        """What the provider has on record."""
        return self.target.sandbox.records(self.side)

    @property
    def about(self) -> Kind:
        """What kind of the provider's objects its payment is."""
        return KINDS[self.kind]

    @property
    def side(self) -> Side:
        return self.target.side

    def look(self) -> Sight:
        """Look once, and write down what was seen."""
        sight = self._sight()
        counts = ", ".join(f"{name} {count}" for name, count in sorted(sight.effects.items()))
        seen = f"{sight.state or 'cannot be seen'}{f'; {counts}' if counts else ''}"
        self.target.notebook.add("look", f"{self.name} ({self.values.get('order', '?')}): {seen}")
        return sight

    def take_stock(self) -> None:
        """Compare later looks with what is seen now, and no longer with the state right after checkout."""
        now = self.look_at_all()
        self._before, self._effects_before = now.state, now.effects

    def look_quietly(self) -> Sight:
        """Look once, and write nothing down: for whoever waits."""
        return self._sight()

    @property
    def refunds(self) -> list[str]:
        """The provider's ids of this order's refunds, oldest first."""
        return self.terms.refunds(self.target.sandbox.events(self.payment, self.side))

    def settle_refunds(self) -> None:
        """Let every refund that is still pending go through, as it does a moment later by itself."""
        for refund in self.refunds:
            if self.terms.is_pending(self.records.look(refund)):
                self.target.sandbox.act("settle_refund", refund, side=self.side)

    def look_at_all(self, *, effects: bool = True) -> Sight:
        """Return what its buyer sees of it now; without `effects` the state and the amounts alone."""
        return self.target.state.look(self.name, self.values, self.browser, effects=effects)

    def _sight(self) -> Sight:
        sight = self.look_at_all()
        return msgspec.structs.replace(sight, before=self._before, effects_before=self._effects_before)

    def moved(self) -> bool | None:
        return self._sight().moved

    def fulfilled(self) -> bool | None:
        """Whether the target says paid, or an effect was counted."""
        return self._sight().fulfilled

    def complete(self) -> bool | None:
        """Whether it is paid and every declared effect happened as often as it must."""
        sight = self._sight()
        return sight.complete if not sight.effects_shut else sight.fulfilled

    def over_complete(self) -> bool:
        """Whether some effect was already counted more often than it must happen."""
        sight = self._sight()
        return any(count > sight.expected.get(name, 0) for name, count in sight.effects.items())

    def is_state(self, word: str) -> bool:
        return self._sight().state == word

    def pay(self, **params: Any) -> dict[str, Any]:
        """Let the buyer pay at the provider; return the payment afterwards.

        He comes back where the money is still the target's to take (`captured=False`). Otherwise he has closed his
        browser: what is paid by then the target learns by news alone.

        Raises Moot for another amount or currency than was asked for, where the provider takes no other.
        """
        if not self.terms.settles_otherwise and {"amount", "currency"} & params.keys():
            raise Moot(f"{self.terms.title} takes what was asked for and nothing else")
        how, params = self._done("pay", params)
        shown = self.target.sandbox.act(how, self.payment, side=self.side, **params)
        if not self.finish or params.get("captured", True):
            return shown
        self.come_back()
        return self.at_provider()

    def come_back(self) -> Replied | None:
        """Let the buyer's browser do what it does when the provider has sent it back; return the last reply."""
        replied = None
        for request in self.finish:
            replied = self.browser.send(request, self.values)
            if not expected(request, replied):
                break
            self.values |= saved(request, replied, "[checkout] finish")
        return replied

    def decline(self, *, otherwise: bool = False) -> dict[str, Any]:
        """Let the buyer try to pay, and the bank say no, or no for another reason; return the payment afterwards."""
        return self.pay(**self.terms.instruments.declined[-1 if otherwise else 0])

    def decline_then_pay(self) -> News:
        """Let the bank say no first, and yes to the next card; return the news of the no.

        Raises Moot where another payment is made after a decline.
        """
        if not self.terms.paid_after_a_decline or not self.about.waits:
            raise Moot(f"with {self.terms.title} what was declined is not paid any more: another payment is made")
        self.decline()
        declined = self.news
        self.pay()
        return declined

    def pay_challenged(self) -> dict[str, Any]:
        """Let the buyer pay, and the bank ask a question first. Raises Moot where that never shows."""
        if self.terms.instruments.challenged is None:
            raise Moot(f"with {self.terms.title} a bank's question is not seen by the shop")
        return self.pay(**self.terms.instruments.challenged)

    def end_unpaid(self) -> str:
        """Let the payment come to nothing for good; return the type of the event that tells it. Raises Moot."""
        if self.about.ends is None:
            raise Moot(f"with {self.terms.title} nothing tells that a payment has come to nothing")
        how, event = self.about.ends
        self.act(how)
        return event

    def act(self, name: str, **params: Any) -> dict[str, Any]:
        """Let the outside world act on the payment.

        Raises Moot for what is done to a payment, if buyers pay on a page and this one has not: there is none yet.
        """
        if name not in self.terms.acts:
            raise Moot(f"{self.terms.title} has no way to {name} a payment")
        if name in self.terms.needs_a_payment and not self.terms.has_a_payment(self.about, self.at_provider()):
            raise Moot(f"buyers pay on the provider's page, and before they do there is no payment to {name}")
        if name == "process" and not self.about.waits:
            return self.at_provider()  # it was made by what pays later, and is on its way
        name, params = self._done(name, params)
        return self.target.sandbox.act(name, self.payment, side=self.side, **params)

    def _done(self, name: str, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return what is done at the provider. A payment that the checkout itself made only comes, or fails.

        Raises Moot for what its buyer would have had to do before.
        """
        if self.about.waits or name not in ("pay", "authorize"):
            return name, params
        declined = params in self.terms.instruments.declined
        if name == "authorize" or (params.keys() - {"captured"} and not declined):
            raise Moot("the checkout itself takes the money: its buyer can do nothing else with the payment afterwards")
        return "complete", {"succeed": not declined}

    @property
    def news(self) -> News:
        """The genuine events about this order's money, oldest first."""
        events = self.target.sandbox.events(self.payment, self.side)
        return news(self.name, [event for event in events if event.type.startswith(self.terms.about_money)], self.side)

    def lies(self, act: str = "pay", **params: Any) -> News:
        """Events that `act` would cause, although it did not happen."""
        act, params = self._done(act, params)
        events = self.target.sandbox.pretended(act, self.payment, side=self.side, **params)
        return news(self.name, events, self.side)

    def where(self, field: Field, value: Any) -> dict[str, Any]:
        """Return how an event about its payment would say `value`, by JSON pointer. Raises Moot if none says it."""
        return self.terms.changed(field, value, self.about)

    def saying(self, told: News, field: Field) -> News:
        """Return only those deliveries that say such a thing at all."""
        return told.planned([one for one in told.schedule if self.terms.says(field, kind(one.event))])

    def at_provider(self) -> dict[str, Any]:
        """Return the payment as the provider shows it now."""
        return self.target.sandbox.world.object(self.payment, self.side, provider=self.target.provider)
