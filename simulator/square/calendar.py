"""The days of billing: where a period ends, what share of it is billed, at which moment a day begins. Pure.

Days are `date`s in a subscription's own time zone. Source: Square, "Subscription billing: billing dates". That a month
which lacks the day is billed on its last one, and the next month on the day again, is unconfirmed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

CADENCES: Mapping[str, tuple[int, int]] = {
    "DAILY": (1, 0),
    "WEEKLY": (7, 0),
    "EVERY_TWO_WEEKS": (14, 0),
    "THIRTY_DAYS": (30, 0),
    "SIXTY_DAYS": (60, 0),
    "NINETY_DAYS": (90, 0),
    "MONTHLY": (0, 1),
    "EVERY_TWO_MONTHS": (0, 2),
    "QUARTERLY": (0, 3),
    "EVERY_FOUR_MONTHS": (0, 4),
    "EVERY_SIX_MONTHS": (0, 6),
    "ANNUAL": (0, 12),
    "EVERY_TWO_YEARS": (0, 24),
}
"""How many days, or how many months, a period has."""


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


def of_months(cadence: str) -> bool:
    """Say whether its periods are counted in months, and so have a day of the month on which they begin."""
    return CADENCES[cadence][1] > 0


def end_of(begins: date, cadence: str, anchor_day: int | None) -> date:
    """Return the first day of the next period.

    A period of months that does not begin on the anchor's day is short: it ends when that day next comes.
    """
    days, months = CADENCES[cadence]
    if days:
        return begins + timedelta(days=days)
    anchor = anchor_day or begins.day
    if begins == _on(begins.year, begins.month, anchor):
        return _later(begins, months, anchor)
    same = _on(begins.year, begins.month, anchor)
    return same if same > begins else _later(begins, 1, anchor)


def share_of(begins: date, ends: date, cadence: str, anchor_day: int | None) -> Fraction:
    """Return which share of a whole period lies between two days: 1 for one that begins where periods do.

    The whole period is the one in which `begins` lies, counted in days (unconfirmed: whether Square counts so).
    """
    closes = end_of(begins, cadence, anchor_day)
    days, months = CADENCES[cadence]
    if days:
        opens = begins
    else:
        anchor = anchor_day or begins.day
        opens = begins if begins == _on(begins.year, begins.month, anchor) else _later(closes, -months, anchor)
    return Fraction((min(ends, closes) - begins).days, (closes - opens).days)


def after(begins: date, periods: int, cadence: str, anchor_day: int | None) -> date:
    """Return the day that many periods later."""
    for _ in range(periods):
        begins = end_of(begins, cadence, anchor_day)
    return begins


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _later(day: date, months: int, anchor: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return _on(count // 12, count % 12 + 1, anchor)


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo | None:
    """Return a time zone by its IANA name; None if there is none of that name."""
    if name in ("UTC", "Etc/UTC"):
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def moment(day: date, second: int, timezone: str) -> float:
    """Return the unix second at which it is that second of the day there."""
    local = datetime(day.year, day.month, day.day, tzinfo=zone(timezone)) + timedelta(seconds=second)
    return local.timestamp()


def local(at: float, timezone: str) -> datetime:
    """Return a unix second as the clock on the wall there shows it."""
    return datetime.fromtimestamp(at, zone(timezone))


def second_of_day(at: float, timezone: str) -> int:
    """Return how many seconds of the day have passed there."""
    wall = local(at, timezone)
    return wall.hour * 3600 + wall.minute * 60 + wall.second


def day_of(text: str) -> date | None:
    """Return the day that `YYYY-MM-DD` names; None for what names none."""
    if not _DAY.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
