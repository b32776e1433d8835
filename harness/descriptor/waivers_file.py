"""Reads a waivers file: TOML, a `[[waivers]]` for each accepted finding. Not: what it covers (`verdicts/waivers.py`).

All mistakes of a file are told together, like a descriptor's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from harness.descriptor.mistakes import Mistake, about, nearest
from harness.descriptor.reader import BrokenFile, parse
from harness.results import Waiver
from harness.verdicts.waivers import Claim

KEYS: tuple[str, ...] = ("check", "control", "owner", "reason", "expires")
EXAMPLE_DATE = "2027-01-31"

_CONTROL = re.compile(r"[A-Z]+(?:-[A-Z]+)*-\d+")
_CHECK = re.compile(rf"{_CONTROL.pattern}/[^/]+/.+")
_SYNONYMS = {"id": "check", "until": "expires", "expiry": "expires", "end": "expires", "why": "reason", "by": "owner"}


def read(path: Path) -> tuple[Claim, ...]:
    """Return the waivers in the file `path`. Raises BrokenFile with every mistake that it has."""
    document = parse(path, "Name one that exists: --waivers FILE, or [gate] waivers in the descriptor")
    messages = document.said(_mistakes(document.data))
    if messages:
        raise BrokenFile(messages)
    return tuple(
        _claim(entry, f"{document.name}:{document.lines.of(('waivers', number))}")
        for number, entry in enumerate(document.data.get("waivers", []))
    )


def _claim(entry: dict[str, Any], place: str) -> Claim:
    expires = entry["expires"]
    last_day = expires if isinstance(expires, date) else date.fromisoformat(expires)
    return Claim(
        waiver=Waiver(owner=entry["owner"], reason=entry["reason"], expires=last_day.isoformat()),
        place=place,
        check=entry.get("check"),
        control=entry.get("control"),
    )


def _mistakes(data: dict[str, Any]) -> Iterator[Mistake]:
    for key in data:
        if key != "waivers":
            yield Mistake((key,), f'unknown key "{key}". A waivers file holds [[waivers]] and nothing else')
    entries = data.get("waivers", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield Mistake(("waivers",), "[waivers] is one table. Write [[waivers]], once for each accepted finding")
        return
    for number, entry in enumerate(entries):
        yield from _entry(("waivers", number), entry)


def _entry(path: tuple[str | int, ...], entry: dict[str, Any]) -> Iterator[Mistake]:
    unknown = [key for key in entry if key not in KEYS]
    for key in unknown:
        near = nearest(key, KEYS, _SYNONYMS)
        hint = f'Did you mean "{near}"?' if near else f"Known keys: {', '.join(KEYS)}"
        yield Mistake((*path, key), f'[[waivers]] unknown key "{key}". {hint}')
    meant = {nearest(key, KEYS, _SYNONYMS) for key in unknown}
    subjects = [key for key in ("check", "control") if key in entry]
    if not subjects and not meant & {"check", "control"}:
        remedy = 'Add the id of a control, control = "WH-IDEM-01", or of one check, check = "WH-IDEM-01/stripe/…"'
        yield Mistake(path, f"a waiver says neither check nor control. {remedy}")
    if len(subjects) == 2:
        yield Mistake(
            path, "a waiver has check and control. Keep one: check covers one check, control all of its checks"
        )
    subject = next((entry[key] for key in subjects if isinstance(entry[key], str)), "this entry")
    for key, pattern, form in (("check", _CHECK, "CONTROL/provider/stimulus"), ("control", _CONTROL, "WH-IDEM-01")):
        yield from _text(path, entry, key, f"an id of the form {form}", pattern)
    for key, example in (("owner", "who answers for it"), ("reason", "why it is accepted")):
        yield from _text(path, entry, key, example)
        if key not in entry and key not in meant:
            yield Mistake(path, f'the waiver of {subject} has no {key}. Say {example}: {key} = "…"')
    if "expires" in entry:
        yield from _date((*path, "expires"), entry["expires"])
    elif "expires" not in meant:
        yield Mistake(path, f"the waiver of {subject} has no end. Add a date: expires = {EXAMPLE_DATE}")


def _text(
    path: tuple[str | int, ...], entry: dict[str, Any], key: str, form: str, pattern: re.Pattern[str] | None = None
) -> Iterator[Mistake]:
    value = entry.get(key)
    if value is None:
        return
    if not isinstance(value, str) or not value.strip():
        wrong = "is empty" if isinstance(value, str) else "is not text"
        yield about((*path, key), value, wrong, f"Write {form}, in quotation marks")
    elif pattern and not pattern.fullmatch(value):
        yield about((*path, key), value, "is no id", f"Write {form}; ids are printed by: assay controls")


def _date(path: tuple[str | int, ...], value: Any) -> Iterator[Mistake]:
    if isinstance(value, datetime):
        remedy = f"Write the last day alone: expires = {value.date().isoformat()}"
        yield about(path, value, "has a time of day", remedy)
    elif isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            yield about(path, value, "is no date", f"Write year-month-day: expires = {EXAMPLE_DATE}")
    elif not isinstance(value, date):
        yield about(path, value, "is no date", f"Write year-month-day: expires = {EXAMPLE_DATE}")
