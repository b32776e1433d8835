"""How long ago a period began that is over by now: each interval, and months of every length."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta

import pytest

from harness.target import periods
from harness.target.periods import DAY


def after_a_month(begun: datetime) -> datetime:
    """Return the same day of the next month, or its last one."""
    year, month = (begun.year, begun.month + 1) if begun.month < 12 else (begun.year + 1, 1)
    return begun.replace(year=year, month=month, day=min(begun.day, monthrange(year, month)[1]))


@pytest.mark.parametrize("ended_ago", [periods.FRESHLY, *(days * DAY for days in range(2, 400, 13))])
def test_a_month_that_began_then_is_over_by_then(ended_ago: float) -> None:
    now = datetime.now(UTC)
    begun = now - timedelta(seconds=periods.one_period("month", ended_ago=ended_ago))

    late = (after_a_month(begun) - (now - timedelta(seconds=ended_ago))).total_seconds()

    assert -3 * DAY - 5 <= late <= 5


@pytest.mark.parametrize(("interval", "days"), [("day", 1), ("week", 7)])
def test_days_and_weeks_are_counted(interval: periods.Interval, days: int) -> None:
    assert periods.one_period(interval, ended_ago=DAY) == (days + 1) * DAY


def test_a_year_is_the_same_day_of_the_year_before() -> None:
    assert periods.one_period("year", ended_ago=DAY) // DAY in (365, 366, 367)
