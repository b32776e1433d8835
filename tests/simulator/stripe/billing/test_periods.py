"""Periods of billing: UTC's calendar, counted from the anchor."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.stripe.flows.billing.periods import Cycle, Period, boundary, holding


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(f"{text}+00:00").timestamp())


def days(cycle: Cycle, *nths: int) -> list[str]:
    return [dt.datetime.fromtimestamp(boundary(cycle, nth), dt.UTC).date().isoformat() for nth in nths]


@pytest.mark.parametrize(
    ("anchor", "interval", "count", "found"),
    [
        ("2027-01-31", "month", 1, ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2028-01-31", "month", 1, ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]),
        ("2027-01-30", "month", 1, ["2027-01-30", "2027-02-28", "2027-03-30", "2027-04-30"]),
        ("2027-11-30", "month", 3, ["2027-11-30", "2028-02-29", "2028-05-30", "2028-08-30"]),
        ("2028-02-29", "year", 1, ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28"]),
        ("2028-02-29", "year", 4, ["2028-02-29", "2032-02-29", "2036-02-29", "2040-02-29"]),
        ("2027-12-28", "week", 2, ["2027-12-28", "2028-01-11", "2028-01-25", "2028-02-08"]),
        ("2028-02-28", "day", 1, ["2028-02-28", "2028-02-29", "2028-03-01", "2028-03-02"]),
    ],
)
def test_boundaries_are_counted_from_the_anchor(anchor: str, interval: str, count: int, found: list[str]) -> None:
    """Facts of billing, 4.2 [D]: anchor 31 Jan, then 28 or 29 Feb, 31 Mar, 30 Apr."""
    assert days(Cycle(at(anchor), interval, count), 0, 1, 2, 3) == found


def test_the_recorded_period_and_its_time_of_day() -> None:
    """Facts of billing, 4.2 [01][D]: 21 Sep 20:08:24 to 21 Oct 20:08:24 are 2 592 000 seconds."""
    period = holding(Cycle(at("2026-09-21T20:08:24"), "month"), at("2026-09-30"))

    assert period == Period(at("2026-09-21T20:08:24"), at("2026-10-21T20:08:24"))
    assert period.length == 2_592_000


cycles = st.builds(
    Cycle,
    st.integers(at("2000-01-01"), at("2060-01-01")),
    st.sampled_from(["day", "week", "month", "year"]),
    st.integers(1, 12),
)


@given(cycles, st.integers(at("2000-01-01"), at("2090-01-01")))
def test_every_moment_lies_in_one_period(cycle: Cycle, moment: int) -> None:
    """It begins no later than the moment and ends after it; the next begins where it ends."""
    period = holding(cycle, moment)

    assert period.start <= moment < period.end
    assert holding(cycle, period.start) == period
    assert holding(cycle, period.end).start == period.end


@given(cycles, st.integers(-20, 60))
def test_boundaries_keep_the_time_of_day(cycle: Cycle, nth: int) -> None:
    """A day is cut to its month, a time of day never."""
    assert (boundary(cycle, nth) - cycle.anchor) % 86_400 == 0
