"""Times as PayPal writes them: UTC, with milliseconds, or on the wall of its own offices. Not: clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

DAYLIGHT, STANDARD = timezone(timedelta(hours=-7)), timezone(timedelta(hours=-8))


@lru_cache(maxsize=256)  # one second is shown many times
def utc(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def second_of(text: str) -> int | None:
    """Return the unix second that a text in RFC 3339 names; None for a text that names none."""
    try:
        read = datetime.fromisoformat(text.strip().upper())
        return None if read.tzinfo is None else int(read.timestamp())
    except (ValueError, OverflowError):
        return None


def precise(second: int, milliseconds: int) -> str:
    """Return a time with milliseconds, as events and disputes have it."""
    return f"{utc(second)[:-1]}.{milliseconds:03d}Z"


@lru_cache(maxsize=256)
def pacific(second: int) -> str:
    """Return US Pacific time with its offset: refunds have it (recorded, still in 2026)."""
    there = datetime.fromtimestamp(second, DAYLIGHT if _daylight(second) else STANDARD)
    return there.isoformat(timespec="seconds")


def _daylight(second: int) -> bool:
    """Say whether daylight saving time is on: from the second Sunday of March to the first of November, at two."""
    year = datetime.fromtimestamp(second, STANDARD).year
    begin = _sunday(datetime(year, 3, 8, 2, tzinfo=STANDARD))
    end = _sunday(datetime(year, 11, 1, 1, tzinfo=STANDARD))
    return begin.timestamp() <= second < end.timestamp()


def _sunday(day: datetime) -> datetime:
    return day + timedelta(days=(6 - day.weekday()) % 7)
