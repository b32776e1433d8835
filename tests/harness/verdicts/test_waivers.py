"""Waivers: what they cover, until when, and what their owners are told."""

from __future__ import annotations

from datetime import date
from typing import Any

from harness.results import CheckResult, Waiver
from harness.verdicts.verdict import Word
from harness.verdicts.waivers import Claim, apply

TODAY = date(2026, 11, 24)


def check(verdict: Word = "fail", control: str = "WH-IDEM-01", stimulus: str = "duplicate") -> CheckResult:
    return CheckResult(
        id=f"{control}/stripe/{stimulus}",
        control=control,
        provider="stripe",
        stimulus=stimulus,
        scenario="scenarios/test_x.py::test_y",
        title="it is so",
        verdict=verdict,
        severity="critical",
        summary="as seen",
    )


def claim(expires: str = "2027-01-31", owner: str = "Ada", **subject: Any) -> Claim:
    return Claim(waiver=Waiver(owner=owner, reason="known", expires=expires), place="waivers.toml:3", **subject)


def test_a_waiver_of_a_control_covers_all_of_its_checks() -> None:
    applied = apply([check(), check(stimulus="other")], [claim(control="WH-IDEM-01")], today=TODAY)

    assert [one.waived is not None for one in applied.checks] == [True, True]
    assert [one.verdict for one in applied.checks] == ["fail", "fail"]
    assert applied.faults == ()


def test_a_waiver_of_a_check_covers_that_check_alone() -> None:
    applied = apply([check(), check(stimulus="other")], [claim(check="WH-IDEM-01/stripe/other")], today=TODAY)

    assert [one.waived is not None for one in applied.checks] == [False, True]


def test_the_nearer_waiver_wins() -> None:
    wide, near = claim(control="WH-IDEM-01"), claim(check="WH-IDEM-01/stripe/duplicate", owner="Grace")

    (only,) = apply([check()], [wide, near], today=TODAY).checks

    assert only.waived is not None
    assert only.waived.owner == "Grace"


def test_a_waiver_holds_on_its_last_day_and_not_after() -> None:
    on_the_day = apply([check()], [claim("2026-11-24", control="WH-IDEM-01")], today=TODAY)
    after = apply([check()], [claim("2026-11-23", control="WH-IDEM-01")], today=TODAY)

    assert on_the_day.checks[0].waived is not None
    assert after.checks[0].waived is None
    assert after.faults == ("waivers.toml:3: the waiver of WH-IDEM-01 ended on 2026-11-23: it counts again",)


def test_what_could_not_be_observed_can_be_accepted_and_an_error_cannot() -> None:
    for word, waived in [("fail", True), ("not_observable", True), ("error", False), ("pass", False)]:
        (only,) = apply([check(word)], [claim(control="WH-IDEM-01")], today=TODAY).checks  # type: ignore[arg-type]

        assert (only.waived is not None) is waived


def test_a_waiver_that_covers_nothing_is_told_on_a_whole_run_only() -> None:
    stale = [claim(control="WH-IDEM-99")]

    assert apply([check("pass")], stale, today=TODAY).faults == (
        "waivers.toml:3: the waiver of WH-IDEM-99 covers no check of this run: delete it, or mend its id",
    )
    assert apply([check("pass")], stale, today=TODAY, whole_run=False).faults == ()


def test_a_waiver_of_what_has_been_mended_is_told() -> None:
    assert apply([check("pass")], [claim(control="WH-IDEM-01")], today=TODAY).faults == (
        "waivers.toml:3: the waiver of WH-IDEM-01 is no longer needed: delete it",
    )


def test_a_part_of_the_suite_tells_only_of_what_it_has_seen() -> None:
    """Of a control some checks ran, and passed: the others may still fail. A check that ran has been seen whole."""
    wide, near = claim(control="WH-IDEM-01"), claim(check="WH-IDEM-01/stripe/duplicate")

    assert apply([check("pass")], [wide], today=TODAY, whole_run=False).faults == ()
    assert apply([check("pass")], [near], today=TODAY, whole_run=False).faults == (
        "waivers.toml:3: the waiver of WH-IDEM-01/stripe/duplicate is no longer needed: delete it",
    )


def test_a_waiver_that_has_ended_is_told_wherever_its_check_ran() -> None:
    ended = [claim("2026-11-23", control="WH-IDEM-01")]

    for word, then in (("fail", "it counts again"), ("pass", "delete it")):
        (fault,) = apply([check(word)], ended, today=TODAY, whole_run=False).faults  # type: ignore[arg-type]

        assert fault == f"waivers.toml:3: the waiver of WH-IDEM-01 ended on 2026-11-23: {then}"
    assert apply([check(control="PR-01")], ended, today=TODAY, whole_run=False).faults == ()
    assert len(apply([check(control="PR-01")], ended, today=TODAY).faults) == 1


def test_nobody_knows_whether_a_waiver_is_needed_where_its_check_ended_in_error() -> None:
    checks = [check("pass"), check("error", stimulus="other")]

    assert apply(checks, [claim(control="WH-IDEM-01")], today=TODAY).faults == ()
