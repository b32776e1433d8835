"""Somebody who subscribes at the target: signs up, pays at the provider, is told about and looked at. Not: judging."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from harness.descriptor.template import fill, names
from harness.failures import Moot, WindowShut
from harness.observed_access import Access
from harness.providers.subscriptions import BILLING
from harness.sandbox import News, news
from harness.target import checkout, killing
from harness.target.checkout import Change, Sent, fresh_key
from harness.target.plans import declared, plan_with
from harness.target.replies import expected
from harness.target.subscribed import AtTheProvider
from simulator.client import SimulatorError

if TYPE_CHECKING:
    from harness.buyers import Buyer
    from harness.target.requests import Browser
    from harness.target.target import Target

PASSWORD = "correct horse battery 7"  # noqa: S105 - of customers who are made up


class Subscriber(AtTheProvider):
    """One customer, and the subscriptions that signing up has made; `name` is the harness's own."""

    def __init__(self, target: Target, role: str, *, plan: str | None = None, subscribes: bool = True) -> None:
        """Sign up for a plan, by default the first that is paid from the start.

        Raises Moot for a target without subscriptions, WindowShut if an honest one cannot sign up.
        """
        table, self.entitlement = declared(target)
        way = table.way(target.provider)
        assert way is not None  # noqa: S101 - `declared` has seen it
        super().__init__(target, f"{role}-{target.next_number()}", table, way, plan or plan_with(target, trial=False))
        self.browser: Browser = target.browser.another()
        self._buyer: Buyer = target.buyer()
        self.values: dict[str, str] = dict(target.instance.values)
        self._told: set[str] = set()
        if subscribes:
            sent = self.sign_up()
            if not sent.succeeded:
                raise WindowShut(
                    f"nobody could subscribe: {sent.missing}", needs=sent.needs or "[subscription] requests"
                )
            if not self.made:
                raise WindowShut(
                    f"signing up made none at the provider (no call of {self.making} was seen)",
                    needs="[subscription] object, and [provider] api_base_env and secret_key_env",
                )

    def sign_up(
        self,
        *,
        plan: str | None = None,
        change: Change | None = None,
        again: bool = False,
        browser: Browser | None = None,
        **more: str,
    ) -> Sent:
        """Send the requests of a sign-up, each altered by `change` first; what they save is kept.

        `again`: the same customer subscribes once more: what signed him up and in is not sent again. `more` are
        variables that shall differ.
        """
        requests = self._asking if again else self.way.requests
        known = {
            "cart": fresh_key(),
            **self.values,
            "plan": plan or self.plan,
            "email": self._buyer.email,
            "buyer_name": self._buyer.name,
            "unique": self._buyer.unique,
            "password": PASSWORD,
            "payment_method": self.target.sandbox.instruments.good_method,
            **more,
        }
        if again and "cart" not in more:
            known["cart"] = fresh_key()
        since = self.target.sandbox.position()
        changed = tuple(change(request) if change else request for request in requests)
        sent = checkout.send("[subscription]", changed, browser or self.browser, known)
        calls = self.target.sandbox.calls(since)
        self._making |= {call.seq: call for call in calls if call.operation == self.making}
        self.values |= sent.values
        if set(names(self.table.subscription_id)) <= self.values.keys():
            self.values["subscription"] = fill(self.table.subscription_id, self.values)
        return sent

    def become_customer(self) -> None:
        """Sign up and in as a customer, and subscribe to nothing yet. Raises WindowShut if that fails."""
        before = self.way.requests[: len(self.way.requests) - len(self._asking)]
        if not before:
            return
        known = {**self.values, "email": self._buyer.email, "buyer_name": self._buyer.name}
        known |= {"unique": self._buyer.unique, "password": PASSWORD}
        sent = checkout.send("[subscription]", before, self.browser, known)
        if not sent.succeeded:
            raise WindowShut(f"nobody could sign in: {sent.missing}", needs=sent.needs or "[subscription] requests")
        self.values |= sent.values

    @property
    def _asking(self) -> tuple[Any, ...]:
        """The requests from the first that names the plan: what comes before makes the customer."""
        for nth, request in enumerate(self.way.requests):
            if "plan" in checkout.used(request):
                return self.way.requests[nth:]
        return self.way.requests

    def pay(self, **params: Any) -> None:
        """Let the subscriber do what the provider waits for: approve, pay, pass the challenge; then come back.

        Where signing up itself takes the money it may come a moment later: that moment passes.
        """
        if self.billing.first_payment_waits:
            self.target.sandbox.act("pay", self.made[-1], side=self.target.side, **params)
        else:
            with suppress(SimulatorError):  # it was taken with the call
                self.target.sandbox.act("pay", self.made[-1], side=self.target.side, **params)
        self.come_back()

    def pay_all(self) -> None:
        """Let the subscriber pay everything that waits for payment, as whoever has several windows open does."""
        if self.billing.first_payment_waits:
            for made in self.made:
                with suppress(SimulatorError):  # paid before, or closed by the target meanwhile
                    self.target.sandbox.act("pay", made, side=self.target.side)
        self.come_back()

    def come_back(self) -> None:
        """Let the browser do what it does when the provider has sent it back."""
        for request in self.way.finish:
            if not expected(request, self.browser.send(request, {**self.values, **self._known})):
                break

    @property
    def _known(self) -> dict[str, str]:
        return {self.way.object: self.made[-1]} if self.made else {}

    # told

    @property
    def news(self) -> News:
        """The genuine events about what was made and what it led to, oldest first."""
        sandbox, side = self.target.sandbox, self.target.side
        about = dict.fromkeys([*self.made, *self.subscriptions])
        found = {event.id: event for name in about for event in sandbox.events(name, side)}
        return news(self.name, sorted(found.values(), key=lambda event: event.created), side)

    def untold(self) -> News:
        """Return what has happened since the last time that this was asked, or anything was told."""
        told = self.news
        new = told.planned([one for one in told.schedule if told.labels[one.event] not in self._told])
        self._told |= set(told.labels.values())
        return new

    def tell(self, told: News | None = None) -> bool:
        """Deliver what was not told yet, in turn; whether all of it was accepted."""
        untold = self.untold()
        answers = self.target.sandbox.deliver((told or untold).in_turn()).answers
        return all(answer.accepted for answer in answers)

    # asked and seen

    def ask(self, requests: Sequence[Any], line: str, **more: str) -> Sent:
        """Send the subscriber's own requests. Raises Moot if the descriptor has none."""
        if not requests:
            raise Moot(f"the descriptor names no request for that ({line})")
        return checkout.send(line, requests, self.browser, {**self.values, **self._known, **more})

    def change_to(self, plan: str) -> Sent:
        """Ask the target for another plan."""
        return self.ask(self.table.change, "[subscription] change", plan=plan, cart=fresh_key())

    def cancel(self) -> Sent:
        """Ask the target to cancel."""
        return self.ask(self.table.cancel, "[subscription] cancel", cart=fresh_key())

    def reaches_for(self, owner: Subscriber, requests: Sequence[Any], line: str, **more: str) -> str:
        """Send the requests of another's subscription with this one's session; return in words how it was answered.

        Raises Moot if there are none, or none says whose subscription it is about.
        """
        if not requests:
            raise Moot(f"the descriptor names no request for that ({line})")
        self.can_name(owner, requests, line)
        theirs = {**self.values, "subscription": owner.values.get("subscription", ""), **owner._known}
        sent = checkout.send(line, requests, self.browser, {**theirs, "cart": fresh_key(), **more})
        return f"answered {sent.replied.status}"

    def can_name(self, owner: Subscriber, requests: Sequence[Any], line: str) -> None:
        """Do nothing if requests say that they are about what `owner` has; raise Moot if only a session could."""
        mine, theirs = {**self.values, **self._known}, {**owner.values, **owner._known}
        said = {name for request in requests for name in checkout.used(request)}
        if all(mine.get(name) == theirs.get(name) for name in said):
            raise Moot(f"whoever asks is answered of his own subscription: no request names another's ({line})")

    def look(self) -> Access:
        """Look once at the access, and write down what was seen."""
        seen = self.look_quietly()
        self.target.notebook.add("look", f"{self.name}: {seen.told}")
        return seen

    def look_quietly(self, browser: Browser | None = None) -> Access:
        """Look once, as `browser` or the subscriber's own sees it."""
        if names(self.table.subscription_id) - self.values.keys():
            return Access(subscriber=self.name, granted=False, shown="no subscription was made")
        replied = (browser or self.browser).send(self.entitlement.read, {**self.values, **self._known}, quiet=True)
        if replied.status in (401, 403, 404, 410):
            return Access(subscriber=self.name, granted=False, shown=f"answered {replied.status}")
        shown = replied.value(self.entitlement.access)
        if shown is None:
            found = f"[entitlement] read and access ({replied.told} answered {replied.status})"
            return Access(subscriber=self.name, shut=found)
        plan = replied.value(self.entitlement.plan) if self.entitlement.plan else None
        return Access(
            subscriber=self.name,
            granted=str(shown) in self.entitlement.granted,
            shown=str(shown),
            plan=None if plan is None else str(plan),
        )

    def granted(self) -> bool | None:
        """Whether there is access now."""
        return self.look_quietly().granted

    def revoked(self) -> bool:
        """Whether there is none now."""
        return self.look_quietly().granted is False


def unpaid_subscriber(target: Target, role: str) -> Subscriber:
    """Return somebody who has signed up and not paid: the bank said no where signing up itself takes the money."""
    if BILLING[target.provider].first_payment_waits:
        return Subscriber(target, role)
    subscriber = Subscriber(target, role, subscribes=False)
    method, _ = next(iter(target.sandbox.instruments.declines.values()))
    subscriber.sign_up(payment_method=method)
    return subscriber


def granted_subscriber(target: Target, role: str, *, plan: str | None = None) -> Subscriber:
    """Return somebody who has signed up, paid, and been told of; access is waited for, not certain."""
    with target.sandbox.holding_news():
        subscriber = Subscriber(target, role, plan=plan)
        subscriber.pay()
        subscriber.tell()
    target.settle(until=subscriber.granted)
    return subscriber


def told_and_killed(target: Target, told: News) -> None:
    """Kill every process at the last acknowledgement, start again, and deliver what got no answer, as providers do."""
    answers, _ = killing.told_and_killed(target, told)
    target.instance.start_again()
    target.sandbox.deliver(told.refused(answers))
