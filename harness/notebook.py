"""What is written down while a check runs: what was sent, what was seen, when. Not: the disk (`record.py`)."""

from __future__ import annotations

import time

from harness.results import Evidence, EvidenceKind

MOST_ENTRIES = 80
LONGEST_EXCERPT = 2_000


class Notebook:
    """The evidence of the check that is running. One for each run; `begin` turns to a new page."""

    def __init__(self) -> None:
        """Start with an empty page: what happens before the first check belongs to none."""
        self.begin()

    def begin(self) -> None:
        """Turn to a new page; `at` of each entry counts seconds from now."""
        self._began = time.monotonic()
        self._entries: list[Evidence] = []
        self._left_out = 0

    def add(self, kind: EvidenceKind, summary: str, sent: str | None = None, seen: str | None = None) -> None:
        """Write one line, in the order of happening; long texts are cut, saying so."""
        if len(self._entries) >= MOST_ENTRIES:
            self._left_out += 1
            return
        at = round(time.monotonic() - self._began, 4)
        self._entries.append(Evidence(at=at, kind=kind, summary=summary, sent=_cut(sent), seen=_cut(seen)))

    def page(self) -> tuple[Evidence, ...]:
        """Return the entries since `begin`."""
        if not self._left_out:
            return tuple(self._entries)
        more = Evidence(at=self._entries[-1].at, kind="note", summary=f"{self._left_out} further entries were left out")
        return (*self._entries, more)

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self._began, 3)


def _cut(text: str | None) -> str | None:
    if text is None or len(text) <= LONGEST_EXCERPT:
        return text
    return f"{text[:LONGEST_EXCERPT]}\n… ({len(text) - LONGEST_EXCERPT} more characters)"
