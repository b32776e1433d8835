"""Lines of the target's logs: which of them name something, what else they say, whether they were forged. Not: judging.

Nothing is known of a log's format. Whether a line tells one thing from another is seen by comparing it with the lines
about the other, with all that always differs (ids, times, long numbers) taken out of both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta, timezone

BREAKS = re.compile(r"[\r\n]+")
"""What ends a line for whatever reads logs. U+2028 and the like do so for few, and stand in JSON as they are."""
TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d:\d\d)(?:[.,]\d+)?(?P<offset> ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?"
)
_VARYING = re.compile(r"0x[0-9a-f]+|(?=[\w-]*\d)[\w-]{9,}|\d{4,}|\d+\.\d+|\d{1,2}:\d\d(?::\d\d)?", re.IGNORECASE)
"""What differs from line to line whatever a line is about: ids, long numbers, seconds, times."""


WIPES_OUT = "\x1b[2K\x1b[1G"
"""A terminal's codes: forget this line, and begin it anew."""


def lines(text: str) -> list[str]:
    """Return the lines of a log that are not empty."""
    return [line for line in text.split("\n") if line.strip()]


def naming(text: Iterable[str], names: Collection[str]) -> list[str]:
    """Return the lines that hold one of these names, whole: `ord_1` does not stand in `ord_12`."""
    if not names:
        return []
    whole = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, sorted(names)))})(?![A-Za-z0-9])")
    return [line for line in text if whole.search(line)]


def words(line: str, names: Collection[str], amounts: Collection[int] = ()) -> str:
    """Return what a line says beside names and whatever else always differs; `amounts` are part of what is said."""
    for name in sorted(names, key=len, reverse=True):
        line = line.replace(name, "·")
    kept = {str(amount) for amount in amounts}
    line = TIME.sub("·", line)
    return _VARYING.sub(lambda found: found.group() if found.group() in kept else "·", line)


def forged(text: str, mark: str) -> list[str]:
    """Return how input that carried `mark` has broken out of the line in which it was logged: in words, if it did.

    What was put in: a line break and then `mark` at the beginning of a line; a quotation mark, and then a field `mark`
    for whoever reads JSON; and a code by which a terminal forgets the line.
    """
    broken = []
    for line in BREAKS.split(text):
        if mark not in line:
            continue
        if line.lstrip().startswith((mark, f'{{"{mark}"')):
            broken.append("a line break that was typed began a line of its own")
        if f"{WIPES_OUT}{mark}" in line:  # colours of the target's own are none of ours
            broken.append("a terminal's control code stands in the log as it was typed")
        if _has_field(line, mark):
            broken.append("a quotation mark that was typed began a field of its own")
    return list(dict.fromkeys(broken))


def _has_field(line: str, mark: str) -> bool:
    """Whether the line is a record with fields of the target's, and `mark` one beside them."""
    before, brace, rest = line.partition("{")
    if mark in before:
        return False
    try:
        record = json.loads(brace + rest)
    except ValueError:
        return False
    return isinstance(record, dict) and mark in record and len(record) > 1


def local_times(text: Iterable[str], zone: timezone, now: datetime) -> tuple[list[str], int]:
    """Return the lines with a time of this zone and no offset, and how many lines tell the time rightly.

    `now` is when they were written, give or take two minutes. A time without an offset that is UTC is right.
    """
    wrong, right = [], 0
    for line in text:
        found = TIME.search(line)
        if found is None:
            continue
        told = datetime.strptime(f"{found['day']} {found['clock']}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        if found["offset"] or _near(told, now):
            right += 1
        elif _near(told, now + (zone.utcoffset(None) or timedelta())):
            wrong.append(line)
    return wrong, right


def structured(line: str) -> bool:
    """Whether the line is a record that was made to be read by programs: then nobody else adds its time."""
    return line.lstrip().startswith("{")


def _near(one: datetime, other: datetime) -> bool:
    return abs((one - other).total_seconds()) <= 120
