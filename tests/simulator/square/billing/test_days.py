"""The days of billing: months of every length, short first periods, zones with summer time."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.square.calendar import CADENCES, after, day_of, end_of, moment, second_of_day, share_of

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def walk(begins: str, cadence: str, count: int, anchor: int | None = None) -> list[str]:
    day, seen = date.fromisoformat(begins), []
    for _ in range(count):
        day = end_of(day, cadence, anchor or date.fromisoformat(begins).day)
        seen.append(day.isoformat())
    return seen


@pytest.mark.parametrize(
    ("begins", "cadence", "then"),
    [
        ("2027-01-31", "MONTHLY", ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("2028-01-31", "MONTHLY", ["2028-02-29", "2028-03-31"]),
        ("2026-11-30", "QUARTERLY", ["2027-02-28", "2027-05-30"]),
        ("2024-02-29", "ANNUAL", ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("2024-02-29", "EVERY_TWO_YEARS", ["2026-02-28", "2028-02-29"]),
        ("2026-08-31", "EVERY_SIX_MONTHS", ["2027-02-28", "2027-08-31"]),
        ("2026-10-31", "EVERY_FOUR_MONTHS", ["2027-02-28", "2027-06-30"]),
        ("2026-12-31", "EVERY_TWO_MONTHS", ["2027-02-28", "2027-04-30"]),
        ("2026-12-31", "DAILY", ["2027-01-01", "2027-01-02"]),
        ("2026-12-31", "WEEKLY", ["2027-01-07"]),
        ("2026-12-31", "EVERY_TWO_WEEKS", ["2027-01-14"]),
        ("2026-01-31", "THIRTY_DAYS", ["2026-03-02"]),
        ("2026-01-31", "SIXTY_DAYS", ["2026-04-01"]),
        ("2026-01-31", "NINETY_DAYS", ["2026-05-01"]),
    ],
)
def test_where_periods_end(begins: str, cadence: str, then: list[str]) -> None:
    assert walk(begins, cadence, len(then)) == then


def test_a_first_period_before_the_anchor_is_short() -> None:
    assert walk("2026-01-10", "MONTHLY", 3, anchor=15) == ["2026-01-15", "2026-02-15", "2026-03-15"]
    assert walk("2026-01-20", "MONTHLY", 2, anchor=15) == ["2026-02-15", "2026-03-15"]
    assert share_of(date(2026, 1, 10), date(2026, 2, 1), "MONTHLY", 15) == Fraction(5, 31)
    assert share_of(date(2026, 1, 20), date(2026, 3, 1), "MONTHLY", 15) == Fraction(26, 31)
    assert share_of(date(2026, 1, 1), date(2026, 1, 11), "THIRTY_DAYS", None) == Fraction(1, 3)


@given(DAYS, st.sampled_from(sorted(CADENCES)), st.integers(1, 31))
def test_a_period_has_days_and_its_share_is_at_most_whole(begins: date, cadence: str, anchor: int) -> None:
    ends = end_of(begins, cadence, anchor)
    share = share_of(begins, ends, cadence, anchor)

    assert begins < ends
    assert 0 < share <= 1
    following = end_of(ends, cadence, anchor)
    assert share_of(ends, following, cadence, anchor) == 1, "only the first can be short"


@given(DAYS, st.sampled_from(sorted(CADENCES)), st.integers(1, 6), st.integers(1, 6))
def test_periods_follow_each_other(begins: date, cadence: str, some: int, more: int) -> None:
    there = after(begins, some, cadence, begins.day)

    assert after(there, more, cadence, begins.day) == after(begins, some + more, cadence, begins.day)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"])
def test_a_day_begins_when_it_does_there(zone: str) -> None:
    """Also on the days on which the clock is set: the time of day is the same one all year."""
    for nth in range(366):
        day = date(2026, 1, 1) + timedelta(days=nth)
        at = moment(day, 16 * 3600 + 45 * 60, zone)

        assert second_of_day(at, zone) == 16 * 3600 + 45 * 60
    assert moment(date(2026, 1, 1), 0, "UTC") == datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("text", ["", "2026-1-01", "2026-02-30", "20260101ab", "tomorrow", "2026-W01-1"])
def test_what_is_no_day(text: str) -> None:
    assert day_of(text) is None
