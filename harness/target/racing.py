"""Races, staged: two ways in which the target learns of one payment meet at a point chosen here. Not: judging them.

A target learns of a payment by webhook, from the page to which the buyer returns, from its reconciler and from the
reply to its own call. Each of them reads and then writes. One is held between the two, at its first call about the
payment, while another goes all its way; or all are held until each has read. That is the dangerous state itself, and
not its likelihood: it is entered in every round, or the record says that it was not.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from harness.barriers import Aside, Barrier
from harness.observation import Answer, Met
from harness.sandbox import News
from harness.target import reconciling
from harness.target.order import Order
from harness.target.target import Target

Way = Literal["webhook", "page", "reconciler"]

GATHER_S = 2.0
"""Seconds of real time within which calls that can be held will have come; a target that does one thing at a time
lets a single one come."""
PASSING_S = 1.5
"""Seconds of real time that something may take inside a call that is held, before it is said to wait for it."""


class Race(msgspec.Struct, frozen=True, kw_only=True):
    """A race as a line of data: `held` has read, `inside` goes all its way, then `held` writes."""

    held: Way
    inside: tuple[Way, ...]
    before_the_money: bool = False
    """What was held has read before the buyer paid, so that its answer is a stale one."""
    together: bool = False
    """All of them are held until each has read; then they go on at the same moment."""
    operation: str = "*"
    """Which call is held; any about the payment, unless this names one that is about none, such as `*.list`."""

    @property
    def told(self) -> str:
        if self.together:
            return f"{' and '.join((self.held, *self.inside))} have all read before any of them writes"
        when = " before the money came" if self.before_the_money else ""
        return f"{' and '.join(self.inside)} inside the {self.held}, which had read{when}"


def run(target: Target, orders: Sequence[Order], race: Race) -> list[Met]:
    """Run the race for all these unpaid orders at once, and return what was seen of each.

    The news of the orders must be held back. Whatever delivery was refused is sent once more afterwards, as the
    provider does. Raises WindowShut if a way is not described.
    """
    race_of = _Meeting(target, orders, race)
    return race_of.under_the_reconciler() if race.held == "reconciler" else race_of.side_by_side()


class _Meeting:
    """One race, with what was started in it."""

    def __init__(self, target: Target, orders: Sequence[Order], race: Race) -> None:
        self.target, self.orders, self.race = target, orders, race
        self.by_payment = {order.payment: order for order in orders}
        self.told: list[tuple[News, Aside[tuple[Answer, ...]]]] = []
        self.paid: set[str] = set()
        self.reached: set[str] = set()
        self.asked: set[str] = set()

    def side_by_side(self) -> list[Met]:
        """Hold each order's own first way, then let the others happen, for all orders at once."""
        race = self.race
        if not race.before_the_money:
            self._pay(self.orders)
        ways = 1 + len(race.inside) if race.together else 1
        with self.target.sandbox.barrier(race.operation, *self.by_payment, times=ways) as barrier:
            first = [self._start(race.held, order) for order in self.orders]
            barrier.reached(len(self.orders), unless=lambda: self._over(race.held, first), within=GATHER_S)
            held = self._held(barrier)
            self.asked = {order.name for order in held}
            self._pay(held)
            if not race.together:
                self._only(barrier, held)
            inside = self._inside(held)
            if race.together:
                self._gather(barrier, held, inside)
            else:
                self._pass_by(inside, held, barrier)
            barrier.open()
            self._end([*first, *inside])
        return self._met()

    def under_the_reconciler(self) -> list[Met]:
        """Run the reconciler once; wherever it is held, let the others happen for that order (or for all)."""
        race = self.race
        if not race.before_the_money:
            self._pay(self.orders)
        of_all = race.operation != "*"
        named = () if of_all else tuple(self.by_payment)
        ways = 1 + len(race.inside) if race.together else 1
        with self.target.sandbox.barrier(race.operation, *named, times=ways) as barrier:
            reconciler: Aside[Any] = Aside(lambda: reconciling.reconcile(self.target))
            started: list[Aside[Any]] = [reconciler]
            while barrier.reached(unless=lambda: reconciler.finished):
                held = list(self.orders) if of_all else self._held(barrier)
                self.asked |= {order.name for order in held}
                self._pay(held)
                inside = self._inside(held)
                started += inside
                if race.together:
                    self._gather(barrier, held, inside)
                else:
                    self._pass_by(inside, held, barrier)
                for order in held:
                    barrier.open(None if of_all else order.payment)
            self._end(started)
        return self._met()

    def _held(self, barrier: Barrier) -> list[Order]:
        """Return the orders about which a call waits now."""
        waiting = barrier.waiting()
        return [order for order in self.orders if order.payment in waiting]

    def _gather(self, barrier: Barrier, held: Sequence[Order], inside: Sequence[Aside[Any]]) -> None:
        """Wait until each way waits that still can, and note which orders met.

        A page or a reconciler that has ended asked for nothing. A webhook that was answered proves nothing: whoever
        acknowledges first reads afterwards.
        """
        told = {id(work) for _, work in self.told}
        direct = [work for work in inside if id(work) not in told]

        def passed() -> bool:
            asks_no_more = sum(work.finished for work in direct)
            if barrier.holding >= len(held) + len(inside) - asks_no_more:
                return True
            return all(work.finished for work in inside) and all(order.fulfilled() for order in held)

        barrier.reached(len(held) + len(inside), unless=passed, within=GATHER_S)
        self._note_meetings(barrier)

    def _note_meetings(self, barrier: Barrier) -> None:
        """Note the orders about which more than one call waits now: each of them has read, and none has written."""
        waiting = barrier.waiting()
        self.reached |= {order.name for order in self.orders if waiting.get(order.payment, 0) > 1}

    def _pay(self, orders: Sequence[Order]) -> None:
        """Let the buyers pay who have not."""
        for order in orders:
            if order.name not in self.paid:
                self.paid.add(order.name)
                order.pay()

    def _start(self, way: Way, order: Order) -> Aside[Any]:
        if way == "page":
            return Aside(lambda: self.target.open_return_page(order, {}))
        if way == "webhook":
            told = order.news.in_turn()
            work = Aside(lambda: self.target.sandbox.deliver(told).answers)
            self.told.append((told, work))
            return work
        return Aside(lambda: reconciling.reconcile(self.target))

    def _inside(self, held: Sequence[Order]) -> list[Aside[Any]]:
        """Start what happens inside; the reconciler needs to run only once for all."""
        started: list[Aside[Any]] = []
        for way in self.race.inside:
            started += [self._start(way, order) for order in (held[:1] if way == "reconciler" else held)]
        return started

    def _only(self, barrier: Barrier, held: Sequence[Order]) -> None:
        """Let be those orders about which nothing waits: what happens inside must not be held itself."""
        for order in self.orders:
            if order not in held:
                barrier.open(order.payment)

    def _pass_by(self, inside: Sequence[Aside[Any]], held: Sequence[Order], barrier: Barrier) -> None:
        """Let what happens inside come to its end, and note which orders' first way still waited then."""
        if not inside:
            return
        within = reconciling.within(self.target) if "reconciler" in self.race.inside else PASSING_S
        passed = all_end(inside, within)
        if "webhook" in self.race.inside:
            self.target.settle_soon(until=lambda: all(order.fulfilled() for order in held))
        if passed:
            waiting = barrier.waiting()
            self.reached |= {order.name for order in held if waiting.get(order.payment) or None in waiting}

    def _over(self, way: Way, first: Sequence[Aside[Any]]) -> bool:
        """Whether those that were started can no longer be held: they have ended without a call about the payment."""
        ended = all(work.finished for work in first)
        return ended and (way != "webhook" or all(order.fulfilled() for order in self.orders))

    def _end(self, started: Sequence[Aside[Any]]) -> None:
        """Wait for what was started; then let the provider do what it does: tell of every payment until it is heard."""
        for work in started:
            work.result()
        heard = {told.order for told, _ in self.told}
        self._pay(self.orders)
        for order in self.orders:
            if order.name not in heard:
                self.target.sandbox.deliver(order.news.in_turn())
        for told, delivering in self.told:
            self.target.sandbox.deliver(told.refused(delivering.result()))

    def _met(self) -> list[Met]:
        self.target.settle_soon(until=lambda: all(order.complete() for order in self.orders))
        return [
            Met(sight=order.look(), asked=order.name in self.asked, reached=order.name in self.reached)
            for order in self.orders
        ]


def looked_again(target: Target, orders: Sequence[Order], met: Sequence[Met]) -> list[Met]:
    """Return what was met, with what the orders show by now."""
    target.settle_soon(until=lambda: all(order.complete() for order in orders))
    return [msgspec.structs.replace(one, sight=order.look()) for one, order in zip(met, orders, strict=True)]


def comes_back(target: Target, order: Order) -> None:
    """Let the buyer open the page after payment, if one is described."""
    if target.descriptor.return_ is not None:
        target.open_return_page(order, {})


def all_end(works: Sequence[Aside[Any]], within: float) -> bool:
    """Wait until all of these have ended; False if that takes longer than `within` seconds."""
    deadline = time.monotonic() + within
    ended = [work.wait(max(0.0, deadline - time.monotonic())) for work in works]
    return all(ended)
