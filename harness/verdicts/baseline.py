"""This run's findings beside those of an earlier one. Pure. Not: reading the file, nor what the gate makes of it.

A finding is known by the id of its check. What failed then and was not judged now is not fixed: nobody has seen it.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.results import Baseline, CheckResult, Results


def compare(checks: Sequence[CheckResult], earlier: Results) -> Baseline:
    """Return what is new, unchanged, fixed and unjudged; in the order of the checks, then as it was then."""
    failed_then = {check.id for check in earlier.checks if check.verdict == "fail"}
    failed_now = [check.id for check in checks if check.verdict == "fail"]
    good = {check.id for check in checks if check.verdict in {"pass", "not_applicable"}}
    gone = [check.id for check in earlier.checks if check.id in failed_then and check.id not in failed_now]
    return Baseline(
        run=earlier.run.id,
        started=earlier.run.started,
        target=earlier.target.name,
        new=tuple(check for check in failed_now if check not in failed_then),
        unchanged=tuple(check for check in failed_now if check in failed_then),
        fixed=tuple(check for check in gone if check in good),
        unjudged=tuple(check for check in gone if check not in good),
    )
