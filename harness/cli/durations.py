"""Where the time of a run went: its slowest checks, and how much of it was waiting. Pure. Not: measuring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from harness.record import AnyEvent, Note
from harness.results import Results

SLOWEST = 10


def busy(events: Iterable[AnyEvent]) -> list[float]:
    """Return for each worker of a record how many seconds it has itself worked on a processor."""
    notes = [event for event in events if isinstance(event, Note) and event.kind == "worker ended"]
    return [float(note.fields["busy"]) for note in notes]


def lines(found: Results, workers: Sequence[float]) -> Iterator[str]:
    """Yield the lines to print; `workers` tells how many seconds each has worked on a processor."""
    wall = found.run.ended - found.run.started
    took = wall * max(1, len(workers))
    waiting = max(0.0, took - sum(workers))
    share = waiting / took if took > 0 else 0.0
    slowest = sorted(found.checks, key=lambda check: check.seconds, reverse=True)[:SLOWEST]
    if slowest:
        yield f"Slowest   {sum(check.seconds for check in slowest):.1f} of {wall:.1f} s"
    for check in slowest:
        yield f"  {check.seconds:6.2f} s  {check.id}"
    people = f"{len(workers)} workers" if len(workers) > 1 else "1 worker"
    yield f"Waiting   {share:.0%} of {wall:.1f} s with {people}: for the target and the simulator"
