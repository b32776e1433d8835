"""What somebody's signing up has made at the provider, and what is done with it there. Not: asking the target."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from harness.descriptor.subscribing import Subscribing, SubscriptionTable
from harness.failures import Moot, WindowShut
from harness.observed_access import Subscribed
from harness.providers.subscriptions import BILLING, KINDS, Billing
from harness.sandbox import News, news
from simulator.client import Call, SimulatorError

if TYPE_CHECKING:
    from harness.sandbox import OnRecord
    from harness.target.target import Target

CHEAP = 100
"""What a plan costs that is not for everybody: little, and enough to be charged anywhere."""
SUBSCRIPTION = "Subscription"
"""The simulator's name for the kind of object."""


class AtTheProvider:
    """The provider's side of one subscriber, whose `name` is the harness's own."""

    def __init__(self, target: Target, name: str, table: SubscriptionTable, way: Subscribing, plan: str) -> None:
        """Begin with nothing: what signing up makes is added by whoever sends that."""
        self.target, self.name = target, name
        self.table, self.way, self.plan = table, way, plan
        self._making: dict[int, Call] = {}
        """The calls that made something at the provider when this one signed up, by their numbers."""

    @property
    def billing(self) -> Billing:
        """How its provider bills."""
        return BILLING[self.target.provider]

    @property
    def making(self) -> str:
        """The provider's operation by which signing up makes something."""
        return KINDS[self.way.object].operation

    @property
    def records(self) -> OnRecord:
        """What the provider has on record."""
        return self.target.sandbox.records(self.target.side)

    @property
    def made(self) -> list[str]:
        """The provider's objects that signing up has made, oldest first: subscriptions, or what leads to one."""
        kind = KINDS[self.way.object]
        known = {str(shown["id"]) for shown in self.records.everything(SUBSCRIPTION)} if kind.prefix is None else set()
        mine = [
            name
            for call in self._making.values()
            for name in call.objects
            if (name in known if kind.prefix is None else name.startswith(kind.prefix))
        ]
        return list(dict.fromkeys(mine))

    @property
    def subscriptions(self) -> list[str]:
        """The ids of the subscriptions that there are by now, oldest first."""
        if KINDS[self.way.object].prefix is None:
            return self.made
        led_to = [self.records.look(made).get("subscription") for made in self.made]
        return [str(found) for found in led_to if found]

    @property
    def subscription(self) -> str:
        """The id of the newest one. Raises Moot as long as there is none."""
        if not self.subscriptions:
            raise Moot("there is no subscription at the provider before its buyer has paid")
        return self.subscriptions[-1]

    def at_provider(self) -> dict[str, Any]:
        """Return the newest subscription as the provider shows it now."""
        return self.records.look(self.subscription)

    def on_record(self) -> Subscribed:
        """Return what there is of all that this subscriber's doings have made."""
        shown = [self.records.look(name) for name in self.subscriptions]
        begun = [one for one in shown if one.get("status") in self.billing.begun and not self._is_over(one)]
        return Subscribed(
            plans=tuple(self._name_of(self.billing.plan(one)) for one in begun),
            trials=sum(self.billing.has_trial(one) for one in shown),
            ending=sum(self.billing.ends(one) for one in shown),
        )

    @property
    def is_given_up(self) -> bool:
        """Whether the provider has ended it, or stands still with it, for want of payment."""
        shown = self.at_provider()
        return self._is_over(shown) or str(shown.get("status")).lower() in ("unpaid", "suspended", "paused")

    def _is_over(self, shown: Mapping[str, Any]) -> bool:
        return str(shown.get("status", "")).lower() in ("canceled", "cancelled", "expired")

    def _name_of(self, plan: str | None) -> str:
        given = self.target.instance.settings[self.target.provider]
        ids = {given[f"plan.{name}"]: name for name in self.table.plans if f"plan.{name}" in given}
        return ids.get(plan or "", plan or "none")

    def plan_id(self, plan: str) -> str:
        """Return what a plan is called at the provider. Raises WindowShut if the harness did not sell it there."""
        given = self.target.instance.settings[self.target.provider]
        if f"plan.{plan}" not in given:
            raise WindowShut("the plans of an attached target are not known", needs="[target] start or processes")
        return given[f"plan.{plan}"]

    def unsold_plan(self) -> str:
        """Return the provider's id of a plan that the target does not sell, much cheaper than the subscriber's."""
        plan = self.table.plans[self.plan]
        sold = self.target.sandbox.world.act(
            "sell_plan",
            self.target.side,
            provider=self.target.provider,
            name="for staff",
            amount=CHEAP,
            currency=plan.currency,
            interval=plan.interval,
        )
        return str(sold.answer["id"])

    def act(self, name: str, **params: Any) -> dict[str, Any]:
        """Let the outside world act on the newest subscription, or on what leads to it."""
        return self.target.sandbox.act(name, self._about, side=self.target.side, **params)

    @property
    def _about(self) -> str:
        return self.subscriptions[-1] if self.subscriptions else self.made[-1]

    def end_now(self) -> None:
        """Let it be over at once, in the provider's dashboard. Raises Moot where that cannot be."""
        if not self.billing.can_end_at_once:
            raise Moot(f"with {self.target.sandbox.terms.title} a subscription ends with its period")
        self.act("cancel_subscription", at_period_end=False)

    def agree(self) -> None:
        """Let the subscriber agree to what was changed, where the provider asks for that."""
        if self.billing.asks_again:
            with suppress(SimulatorError):  # a change that costs no more needs no consent
                self.act("pay")

    def ask_the_bank(self) -> None:
        """Let the subscriber pay with a card whose bank asks a question first. Raises Moot where none shows."""
        challenged = self.target.sandbox.instruments.challenged
        if not self.billing.asks or challenged is None:
            raise Moot(f"with {self.target.sandbox.terms.title} a bank's question is not seen by the shop")
        self.act("pay", **challenged)

    def lies(self, act: str = "pay", **params: Any) -> News:
        """Events that `act` would cause, although it does not happen."""
        sandbox, side = self.target.sandbox, self.target.side
        return news(self.name, sandbox.pretended(act, self._about, side=side, **params), side)
