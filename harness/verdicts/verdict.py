"""The words of judgement and how they combine. Not: how one is reached (`proofs.py`), nor what it does (`gate.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Word = Literal["pass", "fail", "not_observable", "not_applicable", "error"]
Severity = Literal["critical", "high", "medium", "low"]
ErrorReason = Literal[
    "gap in the simulator",
    "fault of the harness",
    "target unreachable",
    "machine too noisy",
    "scenario judged nothing",
]

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
_WORST_FIRST: tuple[Word, ...] = ("fail", "error", "not_observable", "pass", "not_applicable")


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """Orders looked at once more at the end of the run: if the sample then moved alone, the pass becomes a fail."""

    sample: str
    blank: str
    for_what: Literal["moved", "fulfilled"] = "moved"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one check came to, in words a person can act on."""

    word: Word
    summary: str
    advice: tuple[str, ...] = ()
    """Remarks that do not change the verdict."""
    needs: str | None = None
    """The line of the descriptor that would open the window (`not_observable`)."""
    reason: ErrorReason | None = None
    """Why there is no verdict (`error`); a closed list."""
    reach: int | None = None
    """How often the dangerous state was entered (races, crashes, faults); 0 never passes."""
    severity: Severity | None = None
    """Set where a check weighs differently from its control."""
    watch: Watch | None = None


def passed(summary: str, *, advice: tuple[str, ...] = (), reach: int | None = None) -> Verdict:
    return Verdict(word="pass", summary=summary, advice=advice, reach=reach)


def fail(
    summary: str, *, advice: tuple[str, ...] = (), reach: int | None = None, severity: Severity | None = None
) -> Verdict:
    return Verdict(word="fail", summary=summary, advice=advice, reach=reach, severity=severity)


def not_observable(summary: str, *, needs: str | None = None, reach: int | None = None) -> Verdict:
    return Verdict(word="not_observable", summary=summary, needs=needs, reach=reach)


def not_applicable(fact: str) -> Verdict:
    """The fact from the descriptor or the run that makes the question moot is printed beside the verdict."""
    return Verdict(word="not_applicable", summary=fact)


def error(reason: ErrorReason, summary: str) -> Verdict:
    return Verdict(word="error", reason=reason, summary=summary)


def worst(words: Iterable[Word]) -> Word:
    """Return the worst: fail > error > not_observable > pass; `not_applicable` is neutral, and the answer for none."""
    return min(words, key=_WORST_FIRST.index, default="not_applicable")
