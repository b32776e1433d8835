"""What every report reads out of the results, in the order and the words in which it is told. Not: any layout."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from harness.results import CheckResult, ControlResult, Gate, Mappings, Results
from reports.text import one_line

Word = Literal["pass", "fail", "not_observable", "not_applicable", "error"]
Severity = Literal["critical", "high", "medium", "low"]

SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
WORDS: dict[Word, str] = {
    "pass": "pass",
    "fail": "fail",
    "not_observable": "not observable",
    "not_applicable": "not applicable",
    "error": "error",
}
"""The five verdicts as people read them, in the order in which they are counted."""
SIGNS: dict[Word, str] = {"pass": "✓", "fail": "✗", "not_observable": "?", "not_applicable": "–", "error": "!"}
GATE_SIGNS: dict[str, str] = {"green": "✓", "findings": "✗", "incomplete": "?", "unusable": "!"}
GATE_MEANS: dict[str, str] = {
    "green": "No finding, and no blind spot on a critical or high control, that is not waived.",
    "findings": "The integration broke at least one promise that nobody has waived, or a waiver is out of date.",
    "incomplete": "No finding, but not everything that matters could be judged. This is not a pass.",
    "unusable": "Nothing could be judged. This run says nothing about the integration.",
}
NAMES = {"stripe": "Stripe", "paypal": "PayPal", "square": "Square"}


NOTHING_NEW = "No finding that is new, and no blind spot on a critical or high control, that is not waived."
"""What green means where findings of the baseline do not count."""

AGAINST: dict[str, str] = {
    "new": "new",
    "fixed": "fixed",
    "unchanged": "unchanged",
    "unjudged": "not judged now, so not fixed",
}
"""The parts of a comparison with an earlier run, as people read them."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Findings that are told together: failed checks of one control that weigh the same and have the same remedy."""

    control: str
    title: str
    because: str
    severity: Severity
    remedy: str
    mappings: Mappings
    checks: tuple[CheckResult, ...]

    @property
    def number(self) -> int:
        """How many findings it is: one for each failed check."""
        return len(self.checks)

    @property
    def providers(self) -> str:
        return ", ".join(dict.fromkeys(NAMES.get(check.provider, check.provider) for check in self.checks))


def counts(results: Results) -> dict[Word, int]:
    """Return how many checks came to each of the five verdicts, zeros too."""
    return {word: sum(check.verdict == word for check in results.checks) for word in WORDS}


def waived(results: Results) -> int:
    """Return how many of the failed checks are waived: a waived fail stays a fail."""
    return sum(check.verdict == "fail" and check.waived is not None for check in results.checks)


def judged(results: Results) -> int:
    return sum(check.verdict in {"pass", "fail"} for check in results.checks)


def controls_judged(results: Results) -> int:
    return sum(control.verdict in {"pass", "fail"} for control in results.controls)


def means(gate: Gate) -> str:
    """Return in a sentence what the gate's word means."""
    return NOTHING_NEW if gate.word == "green" and gate.policy == "nothing-new" else GATE_MEANS[gate.word]


def against(results: Results) -> dict[str, tuple[str, ...]]:
    """Return the ids of findings beside those of the baseline, by part in words; nothing where there is no baseline."""
    baseline = results.baseline
    return {} if baseline is None else {said: getattr(baseline, part) for part, said in AGAINST.items()}


def headline(gate: Gate) -> str:
    """Return the gate's word as it is shouted: `FINDINGS`."""
    return gate.word.upper()


def findings(results: Results, *, waived: bool = False) -> tuple[Finding, ...]:
    """Return the findings, the worst first; those that are waived only if asked for, and then no others."""
    controls = {control.id: control for control in results.controls}
    groups: dict[tuple[str, str, str], list[CheckResult]] = {}
    for check in by_severity(results.checks):
        if check.verdict == "fail" and (check.waived is not None) == waived:
            groups.setdefault((check.control, check.severity, check.remedy), []).append(check)
    return tuple(_finding(group, controls.get(group[0].control)) for group in groups.values())


def _finding(checks: Sequence[CheckResult], control: ControlResult | None) -> Finding:
    first = checks[0]
    return Finding(
        control=first.control,
        title=control.title if control else first.title,
        because=control.because if control else "",
        severity=first.severity,
        remedy=first.remedy or (control.remedy if control else ""),
        mappings=first.mappings if first.mappings != Mappings() or control is None else control.mappings,
        checks=tuple(checks),
    )


def of_verdict(results: Results, word: Word) -> tuple[CheckResult, ...]:
    """Return the checks that came to `word`, the weightiest first."""
    return tuple(check for check in by_severity(results.checks) if check.verdict == word)


def by_severity(checks: Iterable[CheckResult]) -> list[CheckResult]:
    """Sort by severity; of the same severity they stay as they were asked."""
    return sorted(checks, key=lambda check: SEVERITIES.index(check.severity))


def open_controls(results: Results) -> tuple[ControlResult, ...]:
    """Return the controls that nothing in this run judged."""
    return tuple(control for control in results.controls if control.verdict is None)


def opener(check: CheckResult) -> str:
    """Return the line of the descriptor that would open the window, or what stands in its place."""
    return check.needs or "no line of assay.toml"


def first_sentence(text: str) -> str:
    """Return the first sentence of a remedy: what to do, without how."""
    return re.split(r"(?<=[.!?]) +(?=[A-Z])", " ".join(text.split()), maxsplit=1)[0]


def harness_reason(check: CheckResult) -> str:
    """Return why there is no verdict (`error`), in the words of the closed list."""
    return one_line(check.reason or "reason not recorded", 120)


def resend(check: CheckResult) -> str | None:
    """Return the command that sends a check's deliveries again, where they were kept."""
    return None if check.deliveries is None else f"assay replay {shlex.quote(check.deliveries)}"


def check_names(checks: Sequence[CheckResult], most: int) -> str:
    """Return the stimuli, a few of them: `no-header, empty-header and 3 more`."""
    names = [check.stimulus for check in checks]
    more = len(names) - most
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:most])} and {more} more"
