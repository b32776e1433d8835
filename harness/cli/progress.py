"""The live progress of a run: a line for each area, as checks finish. Not: the summary at the end (`reports.console`).

    WH-SIG    webhook signature      ✓✓✓✓✗…  4 pass, 1 fail  3.2 s

On a terminal a line grows in place, also when its area comes up again later; elsewhere it is printed once, when its
last check has finished. It listens to the record, so it shows what is on disk and nothing else.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from typing import TextIO

import msgspec

from harness.record import AnyEvent, CheckFinished, LateLook
from harness.results import CheckResult
from harness.verdicts.verdict import Word, worst

SIGNS: dict[Word, str] = {"pass": "✓", "fail": "✗", "not_observable": "?", "not_applicable": "–", "error": "!"}
PLAIN_SIGNS: dict[Word, str] = {"pass": "+", "fail": "x", "not_observable": "?", "not_applicable": "-", "error": "!"}
COLOURS: dict[Word, str] = {"pass": "32", "fail": "31;1", "not_observable": "33", "not_applicable": "2", "error": "35"}
LONGEST_TITLE = 28
WORDS: dict[Word, str] = {
    "pass": "pass",
    "fail": "fail",
    "not_observable": "not observable",
    "not_applicable": "not applicable",
    "error": "error",
}


class Area(msgspec.Struct):
    """What is known of one area so far."""

    prefix: str
    title: str
    expected: int
    words: dict[str, Word] = msgspec.field(default_factory=dict)
    """By check; one that several workers judge is the worst of theirs."""
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        return len(self.words) >= self.expected


class Progress:
    """Writes to `out`; a listener of the record."""

    def __init__(self, out: TextIO, *, live: bool | None = None, width: int | None = None) -> None:
        """Write lines to `out`. `live` (default: whether it is a terminal) lets a line grow in place."""
        self._out = out
        self._live = out.isatty() if live is None else live
        self._colour = self._live and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        self._width = width or shutil.get_terminal_size((100, 24)).columns
        self._signs = SIGNS if _can_write(out, "✓✗–…") else PLAIN_SIGNS
        self._areas: dict[str, Area] = {}
        self._title_width = 0
        self._shown: list[str] = []
        """Prefixes of the areas whose lines stand on the terminal, from above."""

    def expect(self, titles: Mapping[str, str], checks: Mapping[str, int]) -> None:
        """Learn the areas (`titles` by prefix) and how many checks each will have."""
        self._areas = {
            prefix: Area(prefix, _short(titles.get(prefix, "")), number) for prefix, number in checks.items()
        }
        self._title_width = max((len(area.title) for area in self._areas.values()), default=0)

    def say(self, text: str) -> None:
        """Print a line of its own."""
        self._out.write(f"{text}\n")
        self._out.flush()
        self._shown.clear()

    def __call__(self, event: AnyEvent) -> None:
        """Take in an event of the record."""
        if isinstance(event, CheckFinished):
            self._finished(event.check)
        elif isinstance(event, LateLook):
            word = WORDS[event.verdict.word]
            self.say(f"late look: {event.check} is now {word}: {event.verdict.summary}")

    def close(self) -> None:
        """Print what has begun and was not finished: the run was cut short."""
        if not self._live:
            for area in self._areas.values():
                if area.words and not area.complete:
                    self.say(self._line(area))

    def _finished(self, check: CheckResult) -> None:
        prefix = check.control.rpartition("-")[0]
        area = self._areas.setdefault(prefix, Area(prefix, "", 0))
        before = area.words.get(check.id)
        area.words[check.id] = check.verdict if before is None else worst((before, check.verdict))
        area.seconds += check.seconds
        changed = area.words[check.id] != before
        if self._live:
            self._redraw(area)
        elif changed and len(area.words) >= max(area.expected, 1):
            self.say(self._line(area))

    def _redraw(self, area: Area) -> None:
        if area.prefix not in self._shown:
            self._shown.append(area.prefix)
            self._out.write(f"{self._line(area)}\n")
        else:
            above = len(self._shown) - self._shown.index(area.prefix)
            self._out.write(f"\x1b[{above}A\r\x1b[K{self._line(area)}\x1b[{above}B\r")
        self._out.flush()

    def _line(self, area: Area) -> str:
        count = Counter(area.words.values())
        sums = ", ".join(f"{count[word]} {said}" for word, said in WORDS.items() if count[word])
        head = f"{area.prefix:<8} {area.title:<{self._title_width}}  "
        tail = f"  {sums}  {area.seconds:.1f} s"
        waiting = 0 if area.complete else 1
        # never wider than the terminal: a line that wraps cannot be drawn again in its place
        room = max(1, self._width - len(head) - len(tail) - waiting - 1)
        marks = "".join(self._mark(word) for word in list(area.words.values())[-room:])
        return f"{head}{marks}{'…' if waiting and self._signs is SIGNS else '.' * waiting}{tail}"

    def _mark(self, word: Word) -> str:
        sign = self._signs[word]
        return f"\x1b[{COLOURS[word]}m{sign}\x1b[0m" if self._colour else sign


def _short(title: str) -> str:
    """Return a title that fits into a column: a long one without what stands behind its first colon or comma."""
    if len(title) > LONGEST_TITLE:
        title = re.split(r"[:,;(]", title, maxsplit=1)[0].strip()
    return title[:LONGEST_TITLE]


def _can_write(out: TextIO, text: str) -> bool:
    try:
        text.encode(out.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
