"""The fold: from hand-written records to results, with the real catalogue."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from harness.controls import catalogue
from harness.fold import WITHOUT_A_WORD, fold
from harness.record import (
    AnyEvent,
    BrokenRecord,
    CheckFinished,
    Collected,
    LateLook,
    RunEnded,
    RunStarted,
    TargetStarted,
)
from harness.results import CheckResult, ControlResult, Evidence, Results, Waiver
from harness.verdicts.gate import DEPLOYMENT_ONLY, DID_NOT_RUN, NO_SCENARIO, NOT_SELECTED
from harness.verdicts.verdict import Word, fail
from harness.verdicts.waivers import Claim

TODAY = date(2026, 11, 24)
CONTROLS = catalogue.load()


def test_a_check_that_each_worker_judged_is_the_worst_of_theirs() -> None:
    found = folded(started(), finished("LOG-02"), finished("LOG-02", "fail"), finished("LOG-02", "pass"))

    (check,) = found.checks
    assert check.verdict == "fail"


def started(**more: Any) -> RunStarted:
    given: dict[str, Any] = {
        "at": 100.0,
        "id": "r1",
        "assay": "0.1.0",
        "catalogue": CONTROLS.digest(),
        "seed": 7,
        "command": "assay run",
        "host": "here",
        "selected": None,
        "target": "shop",
        "descriptor": "assay.toml",
        "providers": ("stripe",),
    }
    return RunStarted(**given | more)


def finished(control: str, verdict: Word = "pass", stimulus: str = "x", at: float = 101.0) -> CheckFinished:
    return CheckFinished(
        at=at,
        check=CheckResult(
            id=f"{control}/stripe/{stimulus}",
            control=control,
            provider="stripe",
            stimulus=stimulus,
            scenario="scenarios/test_x.py::test_y",
            title="it is so",
            verdict=verdict,
            severity="critical",
            summary="as seen",
            evidence=(Evidence(at=0.0, kind="look", summary="first"),),
        ),
    )


def asked(*selected: str, also: tuple[str, ...] = ()) -> Collected:
    return Collected(at=100.5, with_scenario=(*selected, *also), selected=selected)


def folded(*events: AnyEvent, **more: Any) -> Results:
    return fold(events, CONTROLS, today=TODAY, **more)


def control(results: Results, name: str) -> ControlResult:
    return next(control for control in results.controls if control.id == name)


def test_every_control_of_the_catalogue_is_listed() -> None:
    results = folded(started(), asked("WH-SIG-01"), finished("WH-SIG-01"), RunEnded(at=102.0, because=None))

    assert [one.id for one in results.controls] == list(CONTROLS.controls)
    assert results.gate.word == "green"
    assert (results.run.started, results.run.ended, results.run.seed) == (100.0, 102.0, 7)


def test_a_controls_verdict_is_the_worst_of_its_checks() -> None:
    checks = [finished("WH-SIG-01", word, word) for word in ("pass", "not_observable", "fail", "not_applicable")]

    results = folded(started(), *checks, RunEnded(at=102.0, because=None))

    judged = control(results, "WH-SIG-01")
    assert judged.verdict == "fail"
    assert len(judged.checks) == 4


def test_a_control_without_a_verdict_says_why() -> None:
    results = folded(
        started(), asked("WH-SIG-01", "PR-01", also=("SV-01",)), finished("WH-SIG-01"), RunEnded(at=102.0, because=None)
    )

    assert control(results, "WH-SIG-01").open_because is None
    assert control(results, "PR-01").open_because == DID_NOT_RUN
    assert control(results, "SV-01").open_because == NOT_SELECTED
    assert control(results, "REC-01").open_because == NO_SCENARIO
    assert control(results, "TR-01").open_because == DEPLOYMENT_ONLY
    assert control(results, "WH-SIG-07").open_because == "it is for paypal, which this target does not use"
    assert results.gate.word == "incomplete"


def test_a_late_look_revises_the_verdict_and_adds_what_was_seen() -> None:
    late = LateLook(
        at=102.0,
        check="WH-SIG-01/stripe/x",
        verdict=fail("it moved after all"),
        evidence=(Evidence(at=9.0, kind="look", summary="paid"),),
        deliveries="found/deliveries/x.json",
    )

    results = folded(started(), finished("WH-SIG-01"), late, RunEnded(at=103.0, because=None))

    (check,) = results.checks
    assert (check.verdict, check.summary) == ("fail", "it moved after all")
    assert check.deliveries == "found/deliveries/x.json"
    assert [one.summary for one in check.evidence] == ["first", "paid"]
    assert control(results, "WH-SIG-01").verdict == "fail"
    assert results.gate.exit_code == 1


def test_a_late_look_at_an_unknown_check_is_a_broken_record() -> None:
    with pytest.raises(BrokenRecord, match="revises WH-SIG-01/stripe/x"):
        folded(started(), LateLook(at=1.0, check="WH-SIG-01/stripe/x", verdict=fail("moved")))


def test_a_record_without_a_start_is_a_broken_record() -> None:
    with pytest.raises(BrokenRecord, match="run_started"):
        folded(finished("WH-SIG-01"))


def test_a_record_without_an_end_was_cut_short_and_is_never_green() -> None:
    results = folded(started(), finished("WH-SIG-01", at=105.0))

    assert results.run.ended_because == WITHOUT_A_WORD
    assert results.run.ended == 105.0
    assert results.gate.word == "incomplete"


def test_the_targets_address_is_the_one_where_it_first_answered() -> None:
    answered = [TargetStarted(at=101.0, base_url=f"http://127.0.0.1:{port}") for port in (8001, 8002)]

    assert folded(started(), *answered).target.base_url == "http://127.0.0.1:8001"
    assert folded(started(base_url="http://127.0.0.1:9")).target.base_url == "http://127.0.0.1:9"


def test_waivers_are_applied_and_what_is_wrong_with_them_turns_the_gate_red() -> None:
    claims = [
        Claim(waiver=Waiver(owner="Ada", reason="known", expires="2027-01-31"), place="w.toml:1", control=name)
        for name in ("WH-SIG-01", "WH-SIG-99")
    ]

    results = folded(
        started(),
        finished("WH-SIG-01", "fail"),
        finished("PR-01"),
        RunEnded(at=102.0, because=None),
        claims=claims,
    )

    assert results.gate.exit_code == 1
    assert results.gate.counts["waived"] == 1
    assert any(
        reason.startswith("w.toml:1: the waiver of WH-SIG-99 covers no check") for reason in results.gate.reasons
    )


def test_checks_stand_in_the_order_of_the_catalogue() -> None:
    results = folded(started(), finished("PR-01"), finished("WH-SIG-01"), RunEnded(at=102.0, because=None))

    assert [check.control for check in results.checks] == ["WH-SIG-01", "PR-01"]
