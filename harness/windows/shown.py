"""What a text shows of a card, and which addresses in it hold a value. Not: fetching it (`target/surfaces.py`).

Digits outside the BIN (the first eight) and the last four are looked for in any writing: in a row, in groups, and
masked, where what stands before and behind the mask must be the number's own beginning and end. Sources: PCI DSS 4.0.1,
3.4.1; PCI SSC, FAQ 1091 and 1492.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from harness.windows.traces import written_forms

BIN, LAST = 8, 4
RUN = 9
"""Digits of the number in a row that are no accident: more than a BIN has."""
ANCHOR = 4
"""Digits beside a mask that are taken for the number's own, at least."""
SIGNS = "*xX•●∙·…#_"
_DIGITS = re.compile(r"\d(?:[ \-.\u00a0\u202f]?\d)*")
_MASKED = re.compile(rf"[\d{re.escape(SIGNS)}](?:[ \-\u00a0]?[\d{re.escape(SIGNS)}])+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_CODE = r"(?:cvc|cvv|cvn|cv2|csc|security[ _-]?code|card[ _-]?code)\d?"
_STOPS = re.compile(r"[\s\"'<>`|^{}]")
"""What no address holds."""


def digits_beyond(number: str, text: str) -> int:
    """Return how many digits of the number a text shows that stand neither in the BIN nor among the last four."""
    seen: set[int] = set()
    for reading in _readings(text):
        if any(form in reading for form in written_forms(number).values()):
            return len(number) - BIN - LAST
        for found in _DIGITS.finditer(reading):
            seen |= _in_a_row(number, re.sub(r"\D", "", found.group()))
        for found in _MASKED.finditer(reading):
            seen |= _beside_a_mask(number, re.sub(r"[ \-\u00a0]", "", found.group()))
    return len(seen & set(range(BIN, len(number) - LAST)))


def shows_code(code: str, text: str) -> bool:
    """Whether a text shows this security code under a name that such codes have, or as what was wrong with one."""
    named = rf"{_CODE}[^\w]{{1,12}}{re.escape(code)}(?!\d)"
    refused = rf"{_CODE}\\?\"\].{{0,200}}?\"(?:input|value|given)\\?\":\s*\\?\"?{re.escape(code)}(?!\d)"
    shape = re.compile(f"{named}|{refused}", re.IGNORECASE)
    return any(shape.search(re.sub(r"<[^>]*>", " ", reading)) for reading in _readings(text))


def addresses_with(values: Mapping[str, str], text: str, *, but: str = "") -> list[str]:
    """Return the addresses in a text that hold one of the values (by what they are), each told without the value.

    Those that begin with `but` are left out.
    """
    found = []
    for reading in dict.fromkeys((text, *_readings(text))):
        for what, value in values.items():
            for place in _places(value, reading):
                start = max((stop.end() for stop in _STOPS.finditer(reading, 0, place)), default=0)
                before = reading[start:place].replace("\\/", "/")
                if re.search(r"[/?&]", before) and not (but and before.startswith(but)):
                    found.append(f"{what} in {before[:80]}…")
    return list(dict.fromkeys(found))


def _places(value: str, text: str) -> Iterator[int]:
    place = text.find(value)
    while place >= 0:
        yield place
        place = text.find(value, place + 1)


def _readings(text: str) -> Iterator[str]:
    """Yield a text as a person, a script and a server read it."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), html.unescape(text))
    yield plain
    if "%" in plain:
        yield unquote(plain)


def _in_a_row(number: str, run: str) -> set[int]:
    """Return the places of the number that a run of digits shows, if it shows more of them than a BIN has."""
    seen: set[int] = set()
    for start in range(len(number) - RUN + 1):
        end = start + RUN
        if number[start:end] not in run:
            continue
        while end < len(number) and number[start : end + 1] in run:
            end += 1
        seen |= set(range(start, end))
    return seen


def _beside_a_mask(number: str, run: str) -> set[int]:
    """Return the places that are shown before, behind and between the signs of a mask."""
    if not (re.search(rf"[{re.escape(SIGNS)}]", run) and re.search(r"\d", run)):
        return set()
    if len(run) == len(number):
        shown = {place for place, sign in enumerate(run) if sign.isdigit()}
        return shown if len(shown) >= ANCHOR and all(run[place] == number[place] for place in shown) else set()
    seen: set[int] = set()
    head = re.match(r"\d*", run)
    tail = re.search(r"\d*$", run)
    if head and len(head.group()) >= ANCHOR and number.startswith(head.group()):
        seen |= set(range(len(head.group())))
    if tail and len(tail.group()) >= ANCHOR and number.endswith(tail.group()):
        seen |= set(range(len(number) - len(tail.group()), len(number)))
    return seen
