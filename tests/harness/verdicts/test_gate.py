"""The gate: every exit code, by the law, from hand-written checks."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from harness.results import Baseline, CheckResult, ControlResult, Waiver
from harness.verdicts.gate import DID_NOT_RUN, NO_SCENARIO, NOT_SELECTED, gate
from harness.verdicts.verdict import SEVERITIES, Severity, Word, worst

WAIVER = Waiver(owner="Ada", reason="known", expires="2027-01-31")


def check(control: str = "WH-SIG-01", verdict: Word = "pass", **more: Any) -> CheckResult:
    stimulus = more.pop("stimulus", verdict)
    given: dict[str, Any] = {
        "id": f"{control}/stripe/{stimulus}",
        "control": control,
        "provider": "stripe",
        "stimulus": stimulus,
        "scenario": "scenarios/test_x.py::test_y",
        "title": "it is so",
        "verdict": verdict,
        "severity": "critical",
        "summary": "as seen",
    }
    return CheckResult(**given | more)


def control(name: str = "WH-SIG-01", severity: Severity = "critical", **more: Any) -> ControlResult:
    given: dict[str, Any] = {
        "id": name,
        "area": name.rpartition("-")[0],
        "area_title": "area",
        "title": "title",
        "severity": severity,
        "because": "why",
        "providers": ("stripe",),
        "verdict": "pass",
    }
    return ControlResult(**given | more)


def test_all_passed_is_green() -> None:
    answer = gate([check()], [control()])

    assert (answer.exit_code, answer.word) == (0, "green")
    assert answer.reasons == ("1 check judged, no finding",)


def test_nothing_at_all_is_unusable() -> None:
    assert gate([], []).exit_code == 2


def test_only_errors_are_unusable_and_say_why() -> None:
    dead = check(verdict="error", reason="target unreachable", summary="the target did not answer 200 at /up")

    answer = gate([dead], [control(verdict="error")])

    assert answer.exit_code == 2
    assert answer.reasons[:2] == (
        "nothing could be judged",
        "1 check ended with target unreachable: the target did not answer 200 at /up",
    )


def test_only_not_observable_is_unusable() -> None:
    assert gate([check(verdict="not_observable")], [control()]).exit_code == 2


def test_a_finding_of_any_severity_is_red() -> None:
    for severity in SEVERITIES:
        answer = gate([check(), check(verdict="fail", severity=severity)], [control()])

        assert (answer.exit_code, answer.word) == (1, "findings")
        assert answer.reasons == (f"1 {severity} finding: WH-SIG-01",)


def test_findings_outweigh_an_incomplete_run() -> None:
    answer = gate([check(verdict="fail"), check(verdict="error")], [control()], ended_because="it was interrupted")

    assert answer.exit_code == 1
    assert answer.reasons == (
        "1 critical finding: WH-SIG-01",
        "the run was cut short: it was interrupted",
        "1 critical or high control could not be judged (error): WH-SIG-01",
    )


def test_a_waived_finding_is_listed_and_green() -> None:
    answer = gate([check(), check(verdict="fail", waived=WAIVER)], [control()])

    assert answer.exit_code == 0
    assert answer.reasons == ("2 checks judged, no finding that is not waived (1 waived)",)
    assert answer.counts["waived"] == 1


def test_a_critical_or_high_control_that_was_not_seen_makes_the_run_incomplete() -> None:
    for severity, word in [("critical", 3), ("high", 3), ("medium", 0), ("low", 0)]:
        for verdict in ("not_observable", "error"):
            unseen = check("ENV-01", verdict, severity=severity)  # type: ignore[arg-type]
            controls = [control(), control("ENV-01", severity)]  # type: ignore[arg-type]

            assert gate([check(), unseen], controls).exit_code == word


def test_what_only_a_deployment_can_show_makes_no_run_incomplete() -> None:
    unseen = check("TR-01", "not_observable")

    assert gate([check(), unseen], [control(), control("TR-01", where="deployment")]).exit_code == 0


def test_an_accepted_blind_spot_makes_no_run_incomplete() -> None:
    unseen = check("ENV-01", "not_observable", waived=WAIVER)

    assert gate([check(), unseen], [control(), control("ENV-01")]).exit_code == 0


def test_a_control_of_ones_own_counts_by_the_severity_of_its_checks() -> None:
    assert gate([check(), check("OURS-01", "error")], [control()]).exit_code == 3


def test_a_weighty_scenario_that_did_not_run_makes_the_run_incomplete() -> None:
    silent = control("ENV-01", verdict=None, open_because=DID_NOT_RUN)

    assert gate([check()], [control(), silent]).exit_code == 3


def test_a_control_without_a_scenario_or_not_selected_makes_no_run_incomplete() -> None:
    for reason in (NO_SCENARIO, NOT_SELECTED):
        still_open = control("ENV-01", verdict=None, open_because=reason)

        assert gate([check()], [control(), still_open]).exit_code == 0


def test_a_run_that_was_cut_short_is_never_green() -> None:
    answer = gate([check()], [control()], ended_because="it was interrupted (Ctrl-C)")

    assert (answer.exit_code, answer.word) == (3, "incomplete")
    assert answer.reasons == ("the run was cut short: it was interrupted (Ctrl-C)",)


def test_a_part_of_the_suite_says_that_it_is_a_part() -> None:
    assert "only a part of the suite ran: -k 'WH-SIG'" in gate([check()], [control()], selected="WH-SIG").reasons
    assert "only a part of the suite ran: --quick" in gate([check()], [control()], quick=True).reasons


def test_not_applicable_is_neutral() -> None:
    answer = gate([check(), check("SUB-01", "not_applicable")], [control(), control("SUB-01", verdict=None)])

    assert answer.exit_code == 0
    assert answer.counts["judged"] == 1


def test_a_waiver_that_is_out_of_date_is_red_like_a_finding() -> None:
    answer = gate([check()], [control()], faults=["w.toml:1: the waiver of X ended"])

    assert (answer.exit_code, answer.word) == (1, "findings")
    assert answer.reasons == ("w.toml:1: the waiver of X ended",)
    assert gate([], [], faults=["w.toml:1: the waiver of X ended"]).exit_code == 2


OLD, NEW = check(verdict="fail", stimulus="old"), check("PR-01", "fail", stimulus="new")
BASELINE = Baseline(run="r", started=0.0, target="shop", unchanged=(OLD.id,), new=(NEW.id,))


def test_a_finding_that_the_baseline_has_is_told_and_turns_nothing_red_where_only_new_ones_count() -> None:
    only_old = gate([check(), OLD], [control()], baseline=BASELINE, policy="nothing-new")
    both = gate([check(), OLD, NEW], [control()], baseline=BASELINE, policy="nothing-new")

    assert (only_old.exit_code, only_old.word) == (0, "green")
    assert only_old.reasons == ("2 checks judged, no new finding", "1 finding that the baseline has too: WH-SIG-01")
    assert only_old.policy == "nothing-new"
    assert both.exit_code == 1
    assert both.reasons == ("1 critical finding: PR-01", "1 finding that the baseline has too: WH-SIG-01")


def test_a_baseline_alone_forgives_nothing() -> None:
    answer = gate([check(), OLD], [control()], baseline=BASELINE)

    assert (answer.exit_code, answer.policy) == (1, "findings")
    assert gate([check(), OLD], [control()], policy="nothing-new").exit_code == 1


def test_what_could_not_be_seen_is_incomplete_with_any_baseline() -> None:
    unseen = check("ENV-01", "not_observable")

    answer = gate([check(), OLD, unseen], [control(), control("ENV-01")], baseline=BASELINE, policy="nothing-new")

    assert answer.exit_code == 3


@given(st.lists(st.tuples(st.sampled_from(get_args(Word)), st.booleans(), st.sampled_from(SEVERITIES)), max_size=6))
def test_green_means_that_something_was_judged_and_nothing_weighty_is_open(
    drawn: list[tuple[Word, bool, Severity]],
) -> None:
    checks = [
        check(f"X-{nth:02}", word, severity=severity, waived=WAIVER if waived and word == "fail" else None)
        for nth, (word, waived, severity) in enumerate(drawn)
    ]
    controls = [control(one.control, one.severity, verdict=worst([one.verdict])) for one in checks]

    answer = gate(checks, controls)

    if answer.exit_code == 0:
        assert any(one.verdict in {"pass", "fail"} for one in checks)
        assert not [one for one in checks if one.verdict == "fail" and one.waived is None]
        weighty = [one for one in checks if one.severity in {"critical", "high"}]
        assert not [one for one in weighty if one.verdict in {"error", "not_observable"}]
    assert answer.reasons
    assert sum(answer.counts[word] for word in get_args(Word)) == len(checks)


def test_what_a_deployment_has_shown_in_part_must_be_shown_whole() -> None:
    """Whoever declared TLS asked for a verdict: a target that does not start under it is no green run."""
    seen = check(control="TR-01", verdict="pass")
    controls = [control(), control("TR-01", where="deployment")]
    broken = check(control="TR-01", verdict="error", reason="target unreachable")
    unseen = check(control="TR-01", verdict="not_observable")

    assert gate([check(), broken], controls).exit_code == 3
    assert gate([check(), seen, unseen], controls).exit_code == 3
