"""From the record to the results: what a run came to. Pure. Not: who writes the record, nor how a report looks.

A control's verdict is the worst of its checks. A control without one is listed as open, with the reason; where it was
asked and never answered, the gate knows it by that reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from harness.controls.catalogue import Catalogue, Control, mappings
from harness.record import (
    AnyEvent,
    BrokenRecord,
    CheckFinished,
    Collected,
    Event,
    LateLook,
    RunEnded,
    RunStarted,
    TargetStarted,
)
from harness.results import CheckResult, ControlResult, Policy, Results, Run, Target
from harness.verdicts import waivers
from harness.verdicts.baseline import compare
from harness.verdicts.gate import DEPLOYMENT_ONLY, DID_NOT_RUN, NO_SCENARIO, NOT_SELECTED, gate
from harness.verdicts.verdict import worst

E = TypeVar("E", bound=Event)

WITHOUT_A_WORD = "the run was killed before it could say why"


def fold(
    events: Sequence[AnyEvent],
    catalogue: Catalogue,
    *,
    claims: Sequence[waivers.Claim] = (),
    today: date,
    earlier: Results | None = None,
    policy: Policy = "findings",
) -> Results:
    """Return the results of a record. `claims` are the waivers, judged on the day `today`; `earlier` is the baseline.

    Raises BrokenRecord if the record does not begin with a run, or revises a check that it does not have.
    """
    started = _one(events, RunStarted)
    if started is None:
        raise BrokenRecord("the record has no run_started: it was not written by `assay run`")
    run = _run(started, events)
    checks = _in_order(_checks(events), catalogue)
    applied = waivers.apply(checks, claims, today=today, whole_run=_whole(run))
    baseline = None if earlier is None else compare(applied.checks, earlier)
    controls = tuple(_controls(applied.checks, catalogue, started.providers, _one(events, Collected)))
    verdict = gate(
        applied.checks,
        controls,
        ended_because=run.ended_because,
        selected=run.selected,
        quick=run.quick,
        narrowed=run.narrowed,
        faults=applied.faults,
        baseline=baseline,
        policy=policy,
    )
    return Results(
        run=run,
        target=_target(started, events),
        controls=controls,
        checks=applied.checks,
        gate=verdict,
        baseline=baseline,
    )


def _whole(run: Run) -> bool:
    """Whether all that there is was asked."""
    return run.selected is None and not run.quick and not run.narrowed and run.ended_because is None


def _run(started: RunStarted, events: Sequence[AnyEvent]) -> Run:
    ended = _one(events, RunEnded)
    return Run(
        id=started.id,
        assay=started.assay,
        catalogue=started.catalogue,
        started=started.at,
        ended=events[-1].at,
        ended_because=WITHOUT_A_WORD if ended is None else ended.because,
        command=started.command,
        host=started.host,
        seed=started.seed,
        selected=started.selected,
        quick=started.quick,
        narrowed=started.narrowed,
        variations=started.variations,
    )


def _target(started: RunStarted, events: Sequence[AnyEvent]) -> Target:
    answers = _one(events, TargetStarted)
    return Target(
        name=started.target,
        descriptor=started.descriptor,
        base_url=answers.base_url if answers else started.base_url or "",
        providers=started.providers,
        commit=started.commit,
        configuration=started.configuration,
    )


def _checks(events: Iterable[AnyEvent]) -> dict[str, CheckResult]:
    """Return the checks by id, late looks applied; a check that several workers judged is the worst of theirs."""
    checks: dict[str, CheckResult] = {}
    for event in events:
        if isinstance(event, CheckFinished):
            known = checks.get(event.check.id)
            checks[event.check.id] = event.check if known is None else _together(known, event.check)
        elif isinstance(event, LateLook):
            if event.check not in checks:
                raise BrokenRecord(f"the record revises {event.check}, which it does not have")
            checks[event.check] = _revised(checks[event.check], event)
    return checks


def _together(one: CheckResult, other: CheckResult) -> CheckResult:
    """Return the worse of two; of two of one word the first, with the evidence of both."""
    worse = one if worst((one.verdict, other.verdict)) == one.verdict else other
    return msgspec.structs.replace(worse, evidence=one.evidence + other.evidence, seconds=one.seconds + other.seconds)


def _revised(check: CheckResult, look: LateLook) -> CheckResult:
    verdict = look.verdict
    return msgspec.structs.replace(
        check,
        verdict=verdict.word,
        summary=verdict.summary,
        advice=verdict.advice,
        reason=verdict.reason,
        needs=verdict.needs,
        reach=check.reach if verdict.reach is None else verdict.reach,
        severity=verdict.severity or check.severity,
        evidence=check.evidence + look.evidence,
        deliveries=look.deliveries or check.deliveries,
    )


def _in_order(checks: dict[str, CheckResult], catalogue: Catalogue) -> list[CheckResult]:
    """Sort by the catalogue; within a control as they were asked."""
    rank = {name: place for place, name in enumerate(catalogue.controls)}
    return sorted(checks.values(), key=lambda check: rank.get(check.control, len(rank)))


def _controls(
    checks: Sequence[CheckResult], catalogue: Catalogue, providers: Sequence[str], collected: Collected | None
) -> Iterable[ControlResult]:
    for control in catalogue.controls.values():
        own = [check for check in checks if check.control == control.id]
        used = [provider for provider in providers if provider in control.providers]
        yield ControlResult(
            id=control.id,
            area=control.area,
            area_title=catalogue.area(control.area).title,
            title=control.title,
            severity=control.severity,
            because=control.because,
            providers=control.providers,
            verdict=worst(check.verdict for check in own) if own else None,
            open_because=None if own else _open_because(control, used, collected),
            where=control.where,
            checks=tuple(check.id for check in own),
            mappings=mappings(control),
            remedy=control.remedy_for(used[0]) if used else control.remedy.all,
        )


def _open_because(control: Control, used: Sequence[str], collected: Collected | None) -> str:
    if control.where == "deployment":
        return DEPLOYMENT_ONLY
    if not used:
        return f"it is for {', '.join(control.providers)}, which this target does not use"
    if collected is None or control.id not in collected.with_scenario:
        return NO_SCENARIO
    return DID_NOT_RUN if control.id in collected.selected else NOT_SELECTED


def _one(events: Iterable[AnyEvent], kind: type[E]) -> E | None:
    """Return the first event of a kind."""
    return next((event for event in events if isinstance(event, kind)), None)
