"""Lets a course happen to a new order of a target, and watches the invariants. Not: which course, nor what holds.

What a step asks for and cannot be had (no event so far, no such page, nothing to refund) is passed over: a course that
is shortened stays one. At the end the provider does what it does: it tells every event until it is acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import Any

import msgspec

from harness.barriers import Aside
from harness.exploring.course import ALL_DELIVERIES, FACTS, Course, Step
from harness.exploring.invariants import Broken, Truth, arrived, at_any_time, at_the_end
from harness.failures import Moot, WindowShut
from harness.observation import Answer
from harness.sandbox import News, kind
from harness.target import killing, reconciling
from harness.target.order import Order
from harness.target.racing import GATHER_S
from harness.target.refunding import part_of, returned
from harness.target.target import Target
from harness.windows.api_calls import SDK_ATTEMPTS
from simulator.client import SimulatorError

PART = 30
"""Per cent of the price that go back as a part."""
SERVER_ERROR = 500
LONGEST_TROUBLE_S = 6.0
"""Seconds of real time for which a target is watched that goes on trying while the provider answers with errors."""
WAVES = 4
"""How often what was refused is told again at the end."""


class Cannot(Exception):  # noqa: N818 - an outcome, not a defect
    """The step cannot be taken now; it is passed over."""


def play(target: Target, course: Course) -> Broken | None:
    """Let the course happen to a new order, and return the first invariant that does not hold; None if all do.

    Raises NoVerdict where the target cannot be reached, WindowShut where an order cannot be made or seen.
    """
    with target.sandbox.holding_news():
        return _Player(target, course).play()


class _Player:
    """One order, what it has been told, and what stands in the provider's books."""

    def __init__(self, target: Target, course: Course) -> None:
        self.target, self.sandbox = target, target.sandbox
        self.course = course
        self.acknowledged: set[str] = set()
        """Labels of events that were answered 2xx at least once."""
        self.order = self._early() if course.early else target.order("explored")
        self.knows_refunded = "refunded" in target.descriptor.order.states

    def play(self) -> Broken | None:
        with ExitStack() as self.troubles:
            for step in self.course.steps:
                before = self._truth()
                with suppress(Cannot, Moot, WindowShut, SimulatorError):
                    DEEDS[step.do](self, step)
                if (broken := self._watch(step, before)) is not None:
                    return broken
        return self._end()

    def _watch(self, step: Step, before: Truth) -> Broken | None:
        """Look once the target has had a moment. What the step itself paid may have been seen before or after it."""
        if not step.deliveries and step.do not in ("page", "reconcile"):
            return None
        self.target.settle_briefly(until=self._arrived)
        sight = self.order.look_quietly()
        now = self._truth()
        return at_any_time(sight, now if now.captured else before)

    def _end(self) -> Broken | None:
        told = {label for label in self.order.news.labels if label not in self.acknowledged}
        acknowledged = not told
        if not acknowledged:
            self._tell_the_rest()
        self.target.settle(until=self._arrived)
        self.target.settle_soon(until=self._arrived)
        return at_the_end(
            self.order.look_quietly(),
            self._truth(),
            knows_refunded=self.knows_refunded,
            acknowledged=acknowledged,
        )

    def _tell_the_rest(self) -> None:
        rest = self._untold().in_turn()
        for _ in range(WAVES):
            if not rest.schedule:
                return
            rest = rest.refused(self._deliver(rest)).each(headers=self.sandbox.terms.retry_headers)

    def _untold(self) -> News:
        """Return what was never acknowledged."""
        news = self.order.news
        return news.planned([one for one in news.schedule if one.event not in self.acknowledged])

    def _arrived(self) -> bool:
        return arrived(self.order.look_quietly(), self._truth(), knows_refunded=self.knows_refunded)

    def _truth(self) -> Truth:
        if not self.target.took_money(self.order.payment):
            return Truth()
        books = returned(self.order)
        return Truth(captured=books.captured, refunded=books.refunded, disputed=books.disputed)

    def _deliver(self, told: News) -> tuple[Answer, ...]:
        answers = self.sandbox.deliver(told).answers
        self._note(told, answers)
        return answers

    def _note(self, told: News, answers: Sequence[Answer]) -> None:
        pairs = zip(told.schedule, answers, strict=True)
        self.acknowledged |= {one.event for one, answer in pairs if answer.accepted}

    def _early(self) -> Order:
        """Check out, and let the payment be made, paid and told of before the target has heard that it exists."""
        target, sandbox = self.target, self.sandbox
        with sandbox.barrier(target.creating, times=1) as barrier:
            checkout = Aside(target.try_checkout)
            barrier.reached(unless=lambda: checkout.finished)
            made = sandbox.terms.among(barrier.objects, target.about)
            for payment in made:
                sandbox.act("pay" if target.about.waits else "complete", payment, side=target.side)
            told = target.news_of(made)  # all that there is by then: what nobody tells later is not told again
            answers = sandbox.deliver(told).answers if told.schedule else ()
            barrier.open()
        order = target.order_of("explored", checkout.result())
        types = {kind(one.event) for one, answer in zip(told.schedule, answers, strict=True) if answer.accepted}
        self.acknowledged |= {one.event for one in order.news.schedule if kind(one.event) in types}
        return order

    def _chosen(self, step: Step) -> News:
        news = self.order.news
        if not news.schedule:
            raise Cannot
        (weightiest,) = news.first().schedule
        plan = sorted(news.schedule, key=lambda delivery: delivery != weightiest)
        return news.planned([plan[step.event % len(plan)]])

    # what can be done

    def tell(self, step: Step) -> None:
        (one,) = (told := self._chosen(step)).schedule
        copies = [msgspec.structs.replace(one, copy=copy) for copy in range(step.copies + 1)]
        self._deliver(told.planned(copies))

    def tell_all(self, _step: Step) -> None:
        self._deliver(self.order.news)

    def page(self, _step: Step) -> None:
        self.target.open_return_page(self.order, self.sandbox.terms.sent_back(self.order.payment))

    def meet(self, step: Step) -> None:
        """Hold the calls of a delivery and of the page until both have read; without a page, of two deliveries."""
        told = self._chosen(step)
        back = self.target.descriptor.return_ is not None
        other: Callable[[], object] = (lambda: self.page(step)) if back else (lambda: self._deliver(told))
        with self.sandbox.barrier("*", self.order.payment, times=2) as barrier:
            ways: list[Aside[object]] = [Aside(lambda: self._deliver(told)), Aside(other)]
            barrier.reached(2, unless=self.order.fulfilled, within=GATHER_S)
            barrier.open()
            for way in ways:
                way.result()

    def page_overtaken(self, step: Step) -> None:
        if self.target.descriptor.return_ is None:
            raise Cannot
        self._overtaken(step, lambda: self.page(step))

    def reconcile_overtaken(self, step: Step) -> None:
        self._overtaken(step, lambda: self.reconcile(step))

    def _overtaken(self, step: Step, slow: Callable[[], None]) -> None:
        """Hold an answer that the slow one gets, let the event be worked through, and then let it go on."""
        told = self._chosen(step)
        with self.sandbox.barrier("*", self.order.payment, after=step.after, times=1) as barrier:
            under_way = Aside(slow)
            barrier.reached(unless=lambda: under_way.finished, within=GATHER_S)
            self._deliver(told)
            self.target.settle_soon(until=self._arrived)
            barrier.open()
            under_way.result()

    def trouble(self, _step: Step) -> None:
        self.troubles.enter_context(self.sandbox.fault("*", "status", status=SERVER_ERROR, times=SDK_ATTEMPTS))

    def crash(self, _step: Step) -> None:
        if self.target.instance.attached:
            raise Cannot
        self.target.instance.kill()
        self.target.instance.start_again()

    def told_and_killed(self, _step: Step) -> None:
        news = self.order.news
        if self.target.instance.attached or not news.schedule:
            raise Cannot
        answers, _ = killing.told_and_killed(self.target, news)
        self._note(news, answers)
        self.target.instance.start_again()

    def told_in_trouble(self, _step: Step) -> None:
        """Tell all while no call succeeds, also what the provider adds meanwhile, until the target tries no more."""
        with self.sandbox.fault("*", "status", status=SERVER_ERROR):
            while (untold := self._untold()).schedule:
                since = self.sandbox.position()
                if not any(answer.accepted for answer in self._deliver(untold)):
                    return
                self.sandbox.watched_calls(
                    since,
                    failed=True,
                    busy=lambda: False,
                    longest=LONGEST_TROUBLE_S,
                    longest_busy=LONGEST_TROUBLE_S,
                    enough=ALL_DELIVERIES * SDK_ATTEMPTS,
                )

    def reconcile(self, _step: Step) -> None:
        reconciling.reconcile(self.target)

    def fact(self, step: Step) -> None:
        """Let it happen at the provider, if it can: what was paid is not paid again."""
        paid = self.target.took_money(self.order.payment)
        if (step.do in ("pay", "decline", "end_unpaid")) == paid:
            raise Cannot
        getattr(self, f"_{step.do}")()
        if self.sandbox.terms.settles_refunds:
            self.order.settle_refunds()

    def _pay(self) -> None:
        self.order.pay()

    def _decline(self) -> None:
        self.order.decline()

    def _end_unpaid(self) -> None:
        self.order.end_unpaid()

    def _refund(self) -> None:
        self.order.act("refund")

    def _part_refund(self) -> None:
        self.order.act("refund", amount=part_of(self.order, PART))

    def _dispute(self) -> None:
        self.order.act("dispute")


Deed = Callable[[_Player, Step], Any]
DEEDS: Mapping[str, Deed] = {
    "tell": _Player.tell,
    "tell_all": _Player.tell_all,
    "page": _Player.page,
    "meet": _Player.meet,
    "page_overtaken": _Player.page_overtaken,
    "reconcile_overtaken": _Player.reconcile_overtaken,
    "trouble": _Player.trouble,
    "crash": _Player.crash,
    "told_and_killed": _Player.told_and_killed,
    "told_in_trouble": _Player.told_in_trouble,
    "reconcile": _Player.reconcile,
    **dict.fromkeys(FACTS, _Player.fact),
}
