"""This run beside an earlier one: each finding is in exactly one part, and nothing is fixed that nobody has seen."""

from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from harness.results import CheckResult
from harness.verdicts.baseline import compare
from harness.verdicts.verdict import Word
from tests.reports import samples

CHECKS = st.dictionaries(st.sampled_from(["one", "two", "three", "four"]), st.sampled_from(get_args(Word)), max_size=4)


def checks(words: dict[str, Word]) -> list[CheckResult]:
    return [samples.check("WH-SIG-01", stimulus, word, "as seen") for stimulus, word in words.items()]


def test_findings_are_new_unchanged_fixed_or_not_judged() -> None:
    earlier = samples.results(checks({"a": "fail", "b": "fail", "c": "fail", "d": "pass", "e": "fail"}))

    found = compare(
        checks({"a": "fail", "b": "pass", "c": "error", "d": "fail", "f": "fail"}),
        earlier,
    )

    name = "WH-SIG-01/stripe/"
    assert found.new == (f"{name}d", f"{name}f")
    assert found.unchanged == (f"{name}a",)
    assert found.fixed == (f"{name}b",)
    assert found.unjudged == (f"{name}c", f"{name}e")
    assert (found.run, found.target) == (earlier.run.id, "Reference shop")


@given(CHECKS, CHECKS)
def test_every_finding_of_either_run_stands_in_one_part(then: dict[str, Word], now: dict[str, Word]) -> None:
    found = compare(checks(now), samples.results(checks(then)))

    parts = [*found.new, *found.unchanged, *found.fixed, *found.unjudged]
    failed = {one.id for one in [*checks(now), *checks(then)] if one.verdict == "fail"}
    assert sorted(parts) == sorted(failed)
    assert {one.id for one in checks(now) if one.verdict == "fail"} == {*found.new, *found.unchanged}
