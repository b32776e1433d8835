"""Times as Square writes and reads them: RFC 3339 in UTC; inside they are integer milliseconds. Not: clocks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RFC_3339 = re.compile(
    r"(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})?\Z|(\d{4}-\d{2}-\d{2})\Z", re.ASCII
)
_DURATION = re.compile(r"P(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?\Z", re.ASCII)

LONGEST = 253_402_300_799_999
"""The last millisecond of the year 9999: what comes after cannot be written."""


def shown(at: int) -> str:
    """Return with three digits of milliseconds: payments, orders, refunds (recorded)."""
    return f"{seconds(at)[:-1]}.{at % 1000:03d}Z"


def seconds(at: int) -> str:
    """Return in whole seconds: cards, payment links, envelopes of order events (recorded)."""
    return _written(min(at, LONGEST) // 1000)


@lru_cache(maxsize=256)  # most are of this very second
def _written(second: int) -> str:
    return (_EPOCH + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")


def trimmed(at: int) -> str:
    """Return with the zeros at the end of the milliseconds cut: customers, envelopes of payment events (recorded)."""
    fraction = f".{at % 1000:03d}".rstrip("0").rstrip(".")
    return f"{seconds(at)[:-1]}{fraction}Z"


def stamped(at: int) -> str:
    """Return as the webhook subscriptions' service writes it: `2022-01-11 00:06:48 +0000 UTC` (its samples)."""
    return f"{seconds(at)[:-1].replace('T', ' ')} +0000 UTC"


def read(text: str) -> int | None:
    """Return milliseconds; None for what is no time."""
    found = _RFC_3339.match(text)
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found[4] or found[1].upper() + (found[3] or "").upper())
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    fraction = int((found[2] or ".0")[1:4].ljust(3, "0"))
    return (moment - _EPOCH) // timedelta(milliseconds=1) + fraction


def duration(text: str) -> int | None:
    """Return the seconds of an ISO 8601 duration such as `P7D` or `PT36H`; None for what is none."""
    found = _DURATION.match(text)
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes, rest = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def hours(length: int) -> str:
    """Return a duration in seconds as replies show it: `PT168H` (recorded), in minutes where it is no whole hour."""
    if length % 3600 == 0:
        return f"PT{length // 3600}H"
    return f"PT{length // 60}M" if length % 60 == 0 else f"PT{length}S"
