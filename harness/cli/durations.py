"""Where the time of a run went: its slowest checks, and how much of it was waiting. Pure. Not: measuring."""

from __future__ import annotations

from collections.abc import Iterator

from harness.results import Results

SLOWEST = 10


def lines(found: Results, busy: float) -> Iterator[str]:
    """Yield the lines to print; `busy` is how many seconds this process itself has worked on a processor."""
    wall = found.run.ended - found.run.started
    waiting = max(0.0, wall - busy)
    share = waiting / wall if wall > 0 else 0.0
    slowest = sorted(found.checks, key=lambda check: check.seconds, reverse=True)[:SLOWEST]
    if slowest:
        yield f"Slowest   {sum(check.seconds for check in slowest):.1f} of {wall:.1f} s"
    for check in slowest:
        yield f"  {check.seconds:6.2f} s  {check.id}"
    yield f"Waiting   {waiting:.1f} of {wall:.1f} s ({share:.0%}) for the target and the simulator"
