"""Billing periods: where they begin and end, in whole unix seconds, by UTC's calendar. Not: what they cost.

Every boundary is counted from the anchor and not from the boundary before it, so that a subscription of 31 January
renews on 28 February and then on 31 March. Source: Stripe, "Set the billing cycle date"; a period of 21 September to
21 October, 2 592 000 seconds long, is recorded.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple

SECONDS = {"day": 86_400, "week": 604_800}
"""What is no matter of the calendar; UTC has no summer time."""

MONTHS = {"month": 1, "year": 12}


class Cycle(NamedTuple):
    """How often something is billed: so many days, weeks, months or years after the anchor, and again and again."""

    anchor: int
    interval: str
    every: int = 1


class Period(NamedTuple):
    """A stretch of time: `start` belongs to it, `end` to the one that follows."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Seconds."""
        return self.end - self.start


def boundary(cycle: Cycle, nth: int) -> int:
    """Return the moment `nth` intervals after the anchor (before it, below 0), the day cut to the month's last."""
    if cycle.interval in SECONDS:
        return cycle.anchor + nth * cycle.every * SECONDS[cycle.interval]
    anchor = dt.datetime.fromtimestamp(cycle.anchor, dt.UTC)
    months = anchor.year * 12 + anchor.month - 1 + nth * cycle.every * MONTHS[cycle.interval]
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return int(anchor.replace(year=year, month=month + 1, day=min(anchor.day, last)).timestamp())


def holding(cycle: Cycle, moment: int) -> Period:
    """Return the period that a moment lies in; one on a boundary lies in the period that begins there."""
    nth = _near(cycle, moment)
    while boundary(cycle, nth) > moment:
        nth -= 1
    while boundary(cycle, nth + 1) <= moment:
        nth += 1
    return Period(boundary(cycle, nth), boundary(cycle, nth + 1))


def _near(cycle: Cycle, moment: int) -> int:
    """Return about how many intervals lie between: the walk from there is short, however long ago the anchor was."""
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[cycle.interval] * cycle.every
    return (moment - cycle.anchor) // (days * SECONDS["day"])
