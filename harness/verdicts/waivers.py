"""Accepted findings: which check a waiver covers, and until when. Not: reading the file, nor what the gate makes of it.

A waived fail stays a fail, marked waived. What could not be observed can be accepted in the same way; an `error`
cannot: nobody can accept what was not even asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from harness.results import CheckResult, Waiver

WAIVABLE = ("fail", "not_observable")


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a waivers file: what it covers, and who answers for it."""

    waiver: Waiver
    place: str
    """`waivers.toml:3`."""
    check: str | None = None
    """Id of one check; it is nearer than `control`, and wins."""
    control: str | None = None
    """Id of a control: all of its checks."""

    @property
    def subject(self) -> str:
        return self.check or self.control or ""

    @property
    def expires(self) -> date:
        return date.fromisoformat(self.waiver.expires)


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """Checks with their waivers, and what is wrong with waivers: each of these turns the gate red."""

    checks: tuple[CheckResult, ...]
    faults: tuple[str, ...]


def apply(checks: Iterable[CheckResult], claims: Sequence[Claim], *, today: date, whole_run: bool = True) -> Applied:
    """Mark the checks that a waiver covers on `today`; its day of expiry is the last day on which it holds.

    A waiver that has ended, or that covers no finding, is a fault: it would hide the next one. `whole_run` False (only
    a part was selected, or the run was cut short) tells of such waivers only what this run itself has seen.
    """
    waived = tuple(_waived(check, claims, today) for check in checks)
    faults = [fault for claim in claims if (fault := _fault(claim, waived, today, whole_run=whole_run))]
    return Applied(checks=waived, faults=tuple(faults))


def _waived(check: CheckResult, claims: Sequence[Claim], today: date) -> CheckResult:
    if check.verdict not in WAIVABLE:
        return check
    covering = [claim for claim in claims if _covers(claim, check) and claim.expires >= today]
    nearest = min(covering, key=lambda claim: claim.check is None, default=None)
    return check if nearest is None else msgspec.structs.replace(check, waived=nearest.waiver)


def _covers(claim: Claim, check: CheckResult) -> bool:
    return claim.check == check.id or (claim.check is None and claim.control == check.control)


def _fault(claim: Claim, checks: Sequence[CheckResult], today: date, *, whole_run: bool) -> str | None:
    covered = [check for check in checks if _covers(claim, check)]
    in_question = [check for check in covered if check.verdict in WAIVABLE]
    if claim.expires < today and (covered or whole_run):
        then = "it counts again" if in_question else "delete it"
        return f"{claim.place}: the waiver of {claim.subject} ended on {claim.waiver.expires}: {then}"
    if not covered and whole_run:
        return f"{claim.place}: the waiver of {claim.subject} covers no check of this run: delete it, or mend its id"
    seen = whole_run or claim.check is not None
    unknown = any(check.verdict == "error" for check in covered)
    if covered and not in_question and seen and not unknown:
        return f"{claim.place}: the waiver of {claim.subject} is no longer needed: delete it"
    return None
