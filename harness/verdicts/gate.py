"""The gate: the policy that turns verdicts into an exit code. Not: how a verdict is reached, nor who is told.

Pure, so that it can be computed again from `results.json`. A run that judged nothing, was cut short, or could not see
a critical or high control is never green (PCI DSS 10.7.2 counts automated security testing tools, where used, among
the systems whose failure must be noticed).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from harness.results import Baseline, CheckResult, ControlResult, Gate, Policy
from harness.verdicts.verdict import SEVERITIES, Severity, Word

NO_SCENARIO = "no scenario yet"
DEPLOYMENT_ONLY = "only a deployment can show it: give public_url or TLS in [target]"
NOT_SELECTED = "not selected"
DID_NOT_RUN = "its scenario did not run"

GateWord = Literal["green", "findings", "incomplete", "unusable"]
EXIT_CODES: dict[GateWord, Literal[0, 1, 2, 3]] = {"green": 0, "findings": 1, "unusable": 2, "incomplete": 3}
_WEIGHTY: tuple[Severity, ...] = ("critical", "high")
_JUDGED: tuple[Word, ...] = ("pass", "fail")


def gate(
    checks: Sequence[CheckResult],
    controls: Sequence[ControlResult],
    *,
    ended_because: str | None = None,
    selected: str | None = None,
    quick: bool = False,
    narrowed: Sequence[str] = (),
    faults: Sequence[str] = (),
    baseline: Baseline | None = None,
    policy: Policy = "findings",
) -> Gate:
    """Return the policy's answer: 2 nothing judged, else 1 findings, else 3 incomplete, else 0.

    `ended_because` is what cut the run short. `selected` is the `-k` expression, `quick` whether each scenario was
    judged by one check alone, `narrowed` the other options that chose checks: a part that is green is green, but the
    reasons say that it is a part. `faults` are waivers that have ended or cover nothing: they turn the gate red like
    findings. With the policy `nothing-new` a finding that the baseline has is told, and does not; without a baseline
    everything is new.
    """
    counts = _counts(checks, controls)
    known = frozenset(baseline.unchanged) if baseline and policy == "nothing-new" else frozenset()
    open_fails = [check for check in checks if check.verdict == "fail" and check.waived is None]
    findings = _findings([check for check in open_fails if check.id not in known])
    old = _known([check for check in open_fails if check.id in known])
    gaps = _gaps(checks, controls)
    cut = [f"the run was cut short: {ended_because}"] if ended_because else []
    asked = [*(["--quick"] if quick else []), *([f"-k {selected!r}"] if selected else []), *narrowed]
    part = [f"only a part of the suite ran: {' '.join(asked)}"] if asked else []
    red = [*findings, *faults]
    others = [*cut, *gaps, *old, *part]
    if not counts["judged"]:
        return _gate("unusable", ("nothing could be judged", *_causes(checks), *red, *others), counts, policy)
    if red:
        return _gate("findings", (*red, *others), counts, policy)
    if cut or gaps:
        return _gate("incomplete", tuple(others), counts, policy)
    green = f"{_number(counts['judged'], 'check')} judged, no {'new ' if old else ''}finding" + (
        f" that is not waived ({counts['waived']} waived)" if counts["waived"] else ""
    )
    return _gate("green", (green, *old, *part), counts, policy)


def _gate(word: GateWord, reasons: tuple[str, ...], counts: dict[str, int], policy: Policy) -> Gate:
    return Gate(exit_code=EXIT_CODES[word], word=word, reasons=reasons, counts=counts, policy=policy)


def _known(checks: Sequence[CheckResult]) -> list[str]:
    """One sentence for the findings that the baseline has too."""
    if not checks:
        return []
    return [f"{_number(len(checks), 'finding')} that the baseline has too: {_names(c.control for c in checks)}"]


def _counts(checks: Sequence[CheckResult], controls: Sequence[ControlResult]) -> dict[str, int]:
    by_word = {word: sum(check.verdict == word for check in checks) for word in get_args(Word)}
    return {
        **by_word,
        "waived": sum(check.waived is not None for check in checks),
        "judged": sum(check.verdict in _JUDGED for check in checks),
        "controls_judged": sum(control.verdict in _JUDGED for control in controls),
    }


def _findings(checks: Sequence[CheckResult]) -> list[str]:
    """One sentence for each severity, the worst first."""
    by_severity = {level: [check for check in checks if check.severity == level] for level in SEVERITIES}
    return [
        f"{_number(len(found), f'{level} finding')}: {_names(check.control for check in found)}"
        for level, found in by_severity.items()
        if found
    ]


def _causes(checks: Sequence[CheckResult]) -> list[str]:
    """Why checks ended in error: one sentence for each reason, with the words of the first of them."""
    by_reason: dict[str, list[CheckResult]] = {}
    for check in checks:
        if check.verdict == "error":
            by_reason.setdefault(check.reason or "error", []).append(check)
    return [
        f"{_number(len(failed), 'check')} ended with {reason}: {_in_short(failed[0].summary)}"
        for reason, failed in by_reason.items()
    ]


def _gaps(checks: Sequence[CheckResult], controls: Sequence[ControlResult]) -> list[str]:
    """What keeps a run from being complete: weighty controls that a local run can judge, and did not."""
    # Open as long as nothing of it could be seen: whoever has shown it a deployment, or TLS, has asked for a verdict.
    seen = {check.control for check in checks if check.verdict != "not_observable"}
    deployment = {control.id for control in controls if control.where == "deployment"} - seen
    weighty = {control.id for control in controls if control.severity in _WEIGHTY} - deployment
    own = {check.control for check in checks if check.severity in _WEIGHTY} - deployment
    mattering = [check for check in checks if check.control in weighty | own and check.waived is None]
    sorts = {
        "could not be judged (error)": [check.control for check in mattering if check.verdict == "error"],
        "could not be observed": [check.control for check in mattering if check.verdict == "not_observable"],
        "did not run": [c.id for c in controls if c.id in weighty and c.open_because == DID_NOT_RUN],
    }
    return [
        f"{_number(len(set(ids)), 'critical or high control')} {what}: {_names(ids)}"
        for what, ids in sorts.items()
        if ids
    ]


def _in_short(summary: str) -> str:
    """Return the first line and the last: a traceback says where it began, and what came of it."""
    lines = [line.strip() for line in summary.splitlines() if line.strip()] or [""]
    return lines[0] if len(lines) == 1 else f"{lines[0]} … {lines[-1]}"


def _names(ids: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(ids))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
