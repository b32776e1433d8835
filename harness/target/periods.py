"""Periods of a subscription that have passed by now: the provider's clock is set back, and comes to the present again.

A target may read its own system's time, and nobody can move that for every language. So a subscription begins in the
past, as its provider dates it, and whatever is judged is judged in the present, where both clocks agree. What such a
target makes of a subscription that began weeks ago is looked at only once the clock has arrived.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from harness.descriptor.subscribing import Interval
from harness.providers.subscriptions import BILLING
from harness.target.plans import declared, plan_with

if TYPE_CHECKING:
    from harness.target.target import Target

HOUR, DAY = 3_600, 86_400
FRESHLY = 26 * HOUR
"""Seconds after a period's end by which its renewal is settled everywhere: one provider makes all of them at one hour
of the day, at another the invoice is open for an hour."""


class Past:
    """A provider's clock that was set back so many seconds, and is moved on towards the present; see `ending`."""

    def __init__(self, target: Target, ago: float) -> None:
        """Set it back."""
        self._target, self._world = target, target.sandbox.world
        self._left = float(ago)
        self._world.set_back(ago)
        target.clocks.append(self)
        target.notebook.add("note", f"the provider's clock was set back {_told(ago)}")

    def passes(self, seconds: float) -> None:
        """Let so much time pass, and no more than there is until the present."""
        seconds = min(seconds, self._left)
        self._left -= seconds
        self._world.advance(seconds)
        self._target.notebook.add("note", f"{_told(seconds)} passed on the provider's clock")

    def comes_to_present(self) -> None:
        """Let the rest of the time pass, if there is any."""
        if self._left > 0:
            self.passes(self._left)


@contextmanager
def ending(target: Target) -> Iterator[None]:
    """Let the provider's clock be in the present at the end, whatever happens inside."""
    try:
        yield
    finally:
        for clock in target.clocks:
            clock.comes_to_present()
        target.clocks.clear()


@contextmanager
def where_changes_show(target: Target) -> Iterator[None]:
    """Be in the present; where another plan shows only with the next period, begin in the past and end in that one."""
    table, _ = declared(target)
    with ending(target):
        if BILLING[target.provider].changes_with_the_period:
            Past(target, one_period(table.plans[plan_with(target, trial=False)].interval, ended_ago=FRESHLY))
        yield


def one_period(interval: Interval, *, ended_ago: float) -> float:
    """Return how many seconds ago a period began that ended so long ago, or at most three days earlier.

    A month begins on a day that the next month has, too: then its end is on that day (Stripe, "Billing cycle").
    """
    end = datetime.now(UTC) - timedelta(seconds=ended_ago)
    days = {"day": 1, "week": 7}.get(interval)
    if days is not None:
        return ended_ago + days * DAY
    back = 1 if interval == "month" else 12
    year, month = divmod(end.year * 12 + end.month - 1 - back, 12)
    day = min(end.day, monthrange(year, month + 1)[1])
    began = end.replace(year=year, month=month + 1, day=day)
    return (datetime.now(UTC) - began).total_seconds()


def _told(seconds: float) -> str:
    if seconds >= 2 * DAY:
        return f"{seconds / DAY:.1f} days"
    return f"{seconds / HOUR:.1f} hours"
