"""Where the time of a run went: its slowest checks, and how much of it was waiting. Pure. Not: measuring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from harness.record import AnyEvent, Note
from harness.results import Results

SLOWEST = 10
NOTHING_LEFT = "nothing left to do"


class Worked(NamedTuple):
    """What one worker said when it ended."""

    busy: float
    """Seconds that it has itself worked on a processor."""
    ended: float
    """Unix seconds of this machine's clock."""
    idle: Mapping[str, float]
    """Seconds that nothing explains, by what was waited for (`harness/idling.py`)."""


def workers(events: Iterable[AnyEvent]) -> list[Worked]:
    """Return what each worker of a record has said of its time."""
    notes = [event for event in events if isinstance(event, Note) and event.kind == "worker ended"]
    return [Worked(float(note.fields["busy"]), note.at, note.fields.get("idle", {})) for note in notes]


def lines(found: Results, crew: Sequence[Worked]) -> Iterator[str]:
    """Yield the lines to print; `crew` tells what each worker has done with its time."""
    wall = found.run.ended - found.run.started
    took = wall * max(1, len(crew))
    waiting = max(0.0, took - sum(worker.busy for worker in crew))
    slowest = sorted(found.checks, key=lambda check: check.seconds, reverse=True)[:SLOWEST]
    if slowest:
        yield f"Slowest   {sum(check.seconds for check in slowest):.1f} of {wall:.1f} s"
    for check in slowest:
        yield f"  {check.seconds:6.2f} s  {check.id}"
    people = f"{len(crew)} workers" if len(crew) > 1 else "1 worker"
    yield f"Waiting   {_share(waiting, took):.0%} of {wall:.1f} s with {people}: for the target and the simulator"
    idle = unexplained(crew, found.run.ended)
    longest = sorted(idle.items(), key=lambda pair: -pair[1])
    told = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in longest if seconds >= 0.05)
    share = _share(sum(idle.values()), took)
    yield f"Idle      {share:.1%}: waiting that no stimulus explains{f' ({told})' if told else ''}"


def unexplained(crew: Sequence[Worked], ended: float) -> dict[str, float]:
    """Return the seconds of all workers that nothing explains, with what each had nothing left to do until the end."""
    idle = {NOTHING_LEFT: sum(max(0.0, ended - worker.ended) for worker in crew)}
    for worker in crew:
        for what, seconds in worker.idle.items():
            idle[what] = idle.get(what, 0.0) + seconds
    return idle


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
