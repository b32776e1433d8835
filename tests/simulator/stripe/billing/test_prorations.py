"""Prorations to the cent: every worked figure of the facts on billing, 4.3, by its number and its source's tag."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.stripe.flows.billing.periods import Cycle, Period, holding
from simulator.stripe.flows.billing.prorations import Settlement, credit, debit, left, rounded, settlement

DAY = 86_400
MONTH = 30 * DAY
LEAST = 50
"""Cents of a US dollar that can be charged at least."""


def of(length: int, seconds: int) -> Fraction:
    """Return the share of a period of `length` seconds when so many are left."""
    return left(Period(0, length), length - seconds)


def day(text: str) -> int:
    return int(dt.datetime.fromisoformat(f"{text}+00:00").timestamp())


A_400TH, A_THIRD, HALF = of(MONTH, 6480), of(30 * DAY, 10 * DAY), Fraction(1, 2)

# Number and tag; what was billed; the new price and quantity; the share left; the lines that are written.
CHANGES: dict[str, tuple[int, int, int, Fraction, tuple[int, int]]] = {
    "1 [01]": (1000, 1800, 1, A_400TH, (-3, 4)),
    "2 [01] three pieces": (1000, 1000, 3, A_400TH, (-3, 7)),
    "3 [01][P3]": (2000, 1000, 1, A_THIRD, (-667, 333)),
    "4 [P3]": (2000, 60_000, 1, A_THIRD, (-667, 20_000)),
    "5 [01]": (1000, 1800, 1, A_400TH, (-3, 4)),
    "12 [D]": (1000, 3252, 1, of(31 * DAY, 445_540), (-166, 541)),
    "13 [D]": (1000, 2000, 1, HALF, (-500, 1000)),
    "14 [D] classic: the current price is given back": (2000, 1000, 1, A_THIRD, (-667, 333)),
    "15 [D] flexible: what was billed is given back": (1000, 1000, 1, A_THIRD, (-333, 333)),
    "18 [O] two pieces, then three": (2000, 1000, 3, of(31 * DAY, 21 * DAY), (-1355, 2032)),
    "19 [C]": (3000, 4500, 1, of(28 * DAY, 14 * DAY), (-1500, 2250)),
    "20 [C]": (2900, 5800, 1, of(29 * DAY, 20 * DAY), (-2000, 4000)),
    "21 [C]": (1000, 2000, 1, of(28 * DAY, 14 * DAY), (-500, 1000)),
    "22 [C]": (1000, 2000, 1, of(31 * DAY, 16 * DAY), (-516, 1032)),
    "23 [C]": (1000, 2500, 1, of(31 * DAY, 10 * DAY), (-323, 806)),
    "24 [C]": (12_000, 24_000, 1, of(365 * DAY, 265 * DAY), (-8712, 17_425)),
    "25 [C]": (12_000, 24_000, 1, of(366 * DAY, 266 * DAY), (-8721, 17_443)),
    "26 [C]": (700, 1400, 1, of(7 * DAY, 90_000), (-104, 208)),
    "27 [C]": (9000, 12_000, 1, of(90 * DAY, 40 * DAY), (-4000, 5333)),
    "28 [C]": (1000, 2000, 1, of(MONTH, MONTH - 1), (-1000, 2000)),
    "29 [C]": (1499, 2999, 1, of(31 * DAY, 19 * DAY), (-919, 1838)),
    "30 [C] five pieces, then two": (7500, 1500, 2, HALF, (-3750, 1500)),
    "31 [C]": (999, 1000, 1, HALF, (-500, 500)),
    "32 [C]": (1000, 1001, 1, HALF, (-500, 500)),
    "34 [C] jpy": (1000, 2500, 1, A_THIRD, (-333, 833)),
    "37 [D][C]": (5000, 10_000, 1, of(31 * DAY, 16 * DAY), (-2581, 5161)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_writes_the_worked_lines(name: str) -> None:
    billed, unit, quantity, share, lines = CHANGES[name]

    assert (credit(billed, share), debit(unit, quantity, share)) == lines


# Number and tag; what is given back for one thing, or asked for another.
SINGLE: dict[str, tuple[int, int]] = {
    "7 [01] canceled 8 s into 30 d": (credit(1000, of(MONTH, MONTH - 8)), -1000),
    "8 [01] canceled 2 s into 30 d": (credit(1000, of(MONTH, MONTH - 2)), -1000),
    "9 [P2] three seconds more": (debit(1000, 1, of(MONTH, 3)), 0),
    "17 [D] classic, with half of a 500-off coupon": (credit(1000 - 500, HALF), -250),
    "17 [D] flexible, with its own share of the coupon": (credit(1000 - 166, HALF), -417),
    "33 [C] an item added": (debit(500, 1, A_THIRD), 167),
    "33 [C] an item removed": (credit(500, A_THIRD), -167),
}


@pytest.mark.parametrize("name", SINGLE)
def test_what_is_given_back_or_asked_for_alone(name: str) -> None:
    found, worked = SINGLE[name]

    assert found == worked


# Number and tag; total and balance of before; what is due and the balance of after.
SETTLED: dict[str, tuple[int, int, Settlement]] = {
    "1 [01]": (-3 + 4, 0, Settlement(0, 1)),
    "2 [01]": (-3 + 7, 0, Settlement(0, 4)),
    "3 [01][P3]": (-667 + 333, 0, Settlement(0, -334)),
    "4 [P3]": (-667 + 20_000, 0, Settlement(19_333, 0)),
    "6 [01] the next renewal, without proration": (1800, 0, Settlement(1800, 0)),
    "10 [P2]": (1000, 1, Settlement(1001, 0)),
    "11 [P2]": (1000, 4, Settlement(1004, 0)),
    "12 [D] with the renewal": (-166 + 541 + 3252, 0, Settlement(3627, 0)),
    "15 [D]": (-333 + 333, 0, Settlement(0, 0)),
    "16 [D]": (1000 - 166 + 2000 - 334, 0, Settlement(2500, 0)),
    "30 [C]": (-3750 + 1500, 0, Settlement(0, -2250)),
    "31 [C]": (-500 + 500, 0, Settlement(0, 0)),
    "35 [C]": (1000, -334, Settlement(666, 0)),
    "36 [C]": (400, -1000, Settlement(0, -600)),
    "37 [D][C] with the renewal": (-2581 + 5161 + 10_000, 0, Settlement(12_580, 0)),
}


@pytest.mark.parametrize("name", SETTLED)
def test_a_total_is_settled_as_worked(name: str) -> None:
    total, balance, worked = SETTLED[name]

    assert settlement(total, balance, LEAST) == worked


@pytest.mark.parametrize(
    ("anchor", "moment", "starts", "ends"),
    [
        ("2020-08-06T21:28:08", "2020-09-01T17:42:28", "2020-08-06T21:28:08", "2020-09-06T21:28:08"),  # 12 [D]
        ("2027-02-01", "2027-02-15", "2027-02-01", "2027-03-01"),  # 19 [C]
        ("2027-01-31", "2027-02-14", "2027-01-31", "2027-02-28"),  # 21 [C]
        ("2027-01-31", "2027-03-15", "2027-02-28", "2027-03-31"),  # 22 [C]
        ("2027-01-31", "2027-05-21", "2027-04-30", "2027-05-31"),  # 23 [C]
    ],
)
def test_the_worked_periods_are_those_of_their_anchors(anchor: str, moment: str, starts: str, ends: str) -> None:
    assert holding(Cycle(day(anchor), "month"), day(moment)) == Period(day(starts), day(ends))


def test_a_half_goes_towards_minus_infinity() -> None:
    """Facts of billing, 4.1: 2.5 of credit are 3, 4.5 of debit are 4, 7.5 are 7 [01]; two thirds go to the nearest."""
    halves = [Fraction(text) for text in ("-2.5", "4.5", "7.5", "-666.67", "333.33")]

    assert [rounded(exact) for exact in halves] == [-3, 4, 7, -667, 333]


def test_the_fraction_of_a_cent_is_not_lost() -> None:
    """A price may have twelve decimals; only the line is rounded."""
    assert debit(Decimal("0.05"), 50, Fraction(1)) == 2  # 2.5
    assert debit(Decimal("0.05"), 51, Fraction(1)) == 3  # 2.55


@given(st.integers(0, 10**8), st.integers(1, 10**8), st.data())
def test_a_line_is_never_further_off_than_a_half(amount: int, length: int, data: st.DataObject) -> None:
    share = of(length, data.draw(st.integers(0, length)))

    assert abs(debit(amount, 1, share) - share * amount) <= HALF
    assert credit(amount, share) <= -debit(amount, 1, share) <= 0


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_no_money_is_lost_in_settling(total: int, balance: int) -> None:
    """What is due and what stays as balance are together what there was; too little is never asked for."""
    done = settlement(total, balance, LEAST)

    assert done.due + done.balance == total + balance
    assert done.due == 0 or done.due >= LEAST
