"""One flaw of the matrix: what found it, what missed it, what was accused beside it. Pure. Not: judging it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from tests.detection import MEASURED, Flaw
from tests.matrix.kept import Judged

ONE_IN = 16
"""Of the controls that need not notice a flaw, one in so many is judged too: each stands beside dozens of flaws."""


@dataclass(frozen=True)
class Row:
    """What judging a flawed target came to."""

    flaw: Flaw
    found: dict[str, list[str]]
    """By control, the checks that failed."""
    missed: tuple[str, ...]
    false: dict[str, str]
    """By control that is neither in `must` nor in `may`, critical or high: what it said."""
    beside: int
    """How many checks of such controls passed or failed: each might have been a false finding."""
    accused: int
    """How many of them failed."""
    on_the_path: bool
    seconds: float
    known: str | None
    """Why it is known to go unnoticed."""

    @property
    def caught(self) -> bool:
        return not self.missed and self.on_the_path


def row_of(flaw: Flaw, judged: Judged, known: str | None) -> Row:
    """Read what was judged against what the flaw says of itself."""
    named = {*flaw.must, *flaw.may}
    failed = [check for check in judged.checks if check.verdict == "fail"]
    beside = [check for check in judged.checks if check.grave and check.control not in named]
    found: dict[str, list[str]] = {}
    for check in failed:
        found.setdefault(check.control, []).append(check.id)
    return Row(
        flaw=flaw,
        found=found,
        missed=tuple(control for control in flaw.must if control not in found),
        false={check.control: check.summary for check in beside if check.verdict == "fail"},
        beside=sum(check.verdict in ("pass", "fail") for check in beside),
        accused=sum(check.verdict == "fail" for check in beside),
        on_the_path=judged.calls != 0,
        seconds=judged.seconds,
        known=known,
    )


def bystanders(genuine: Judged, flaw: Flaw, *, one_in: int = ONE_IN) -> list[str]:
    """Return the provider's quickest passing check of critical and high controls that need not notice the flaw.

    What times the target's answers is no bystander: flaws are judged side by side, and take the machine. One in so
    many of these controls is drawn, by the names of flaw and control: the same ones at each run.
    """
    quickest = {
        check.control: check.id
        for check in sorted(genuine.checks, key=lambda check: -check.seconds)
        if check.verdict == "pass" and check.grave and check.provider == flaw.provider and check.control not in MEASURED
    }
    return [
        check
        for control, check in quickest.items()
        if control not in flaw.must and zlib.crc32(f"{flaw.id} {control}".encode()) % one_in == 0
    ]
