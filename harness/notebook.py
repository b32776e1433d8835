"""What is written down while a check runs: what was sent, what was seen, when. Not: the disk (`record.py`)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from harness.results import Evidence, EvidenceKind
from simulator.client import DeliveryRecord, WorldClient
from simulator.schedules.schedule import Schedule

MOST_ENTRIES = 80
LONGEST_EXCERPT = 2_000


@dataclass(frozen=True, slots=True)
class Executed:
    """A schedule that was executed in a world, and what came of each of its deliveries."""

    world: WorldClient
    schedule: Schedule
    records: Sequence[DeliveryRecord]
    secrets: Mapping[str, tuple[str, ...]]
    """By endpoint, those that signed for it then. They are never written down."""


@dataclass(slots=True)
class Posted:
    """What was posted while a check ran. Times are unix seconds."""

    since: Mapping[str, int]
    """By world, the number of the last delivery that was seen before."""
    calls: Mapping[str, int] = field(default_factory=dict)
    """By world, the number of the last call in the journal before."""
    began: float = field(default_factory=time.time)
    ended: float = float("inf")
    executed: list[Executed] = field(default_factory=list)


class Notebook:
    """The evidence of the check that is running. One for each run; `begin` turns to a new page."""

    def __init__(self) -> None:
        """Start with an empty page: what happens before the first check belongs to none."""
        self.posted = Posted({})
        self.begin()

    def begin(self) -> None:
        """Turn to a new page; `at` of each entry counts seconds from now."""
        self._began = time.monotonic()
        self._entries: list[Evidence] = []
        self._left_out = 0
        before = self.posted
        last = {one.world.id: max(record.seq for record in one.records) for one in before.executed if one.records}
        self.posted = Posted({**before.since, **last})

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
