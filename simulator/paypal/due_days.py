"""Days on which subscriptions are charged: months and years after a day, at ten o'clock. Not: what is charged.

Source: PayPal, "How subscriptions with monthly billing cycles work" (Payments Standard; its support said the same of
Express Checkout, whose profiles have ids of the same form): what falls on a day that a month has not goes to the first
of the next, and stays there: 31 July, 31 August, 1 October, 1 November. That the REST API walks the same way is
unconfirmed, and so is that the day is that of UTC. That the time is always 10:00:00Z is recorded.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta

TEN = time(10, tzinfo=UTC)

DAYS = {"DAY": 1, "WEEK": 7}
MONTHS = {"MONTH": 1, "YEAR": 12}


def day_of(second: int) -> date:
    return datetime.fromtimestamp(second, UTC).date()


def at_ten(day: date) -> int:
    """Return the unix second at which a day's charges are made."""
    return int(datetime.combine(day, TEN).timestamp())


def later(day: date, unit: str, count: int) -> date:
    """Return the day `count` units after `day`; where there is none of that number, the first of the next month."""
    if unit in DAYS:
        return day + timedelta(days=DAYS[unit] * count)
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS[unit] * count, 12)
    if day.day > calendar.monthrange(year, month + 1)[1]:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)
    return date(year, month + 1, day.day)


def next_due(due: int, unit: str, count: int) -> int:
    """Return the unix second of the charge that follows one which was due at `due`."""
    return at_ten(later(day_of(due), unit, count))


def first_due(start: int, now: int) -> int:
    """Return when the first charge is due: at once, or at ten o'clock of the day on which it is to start."""
    if start <= now:
        return now
    return max(start, at_ten(day_of(start)))
