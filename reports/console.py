"""The summary on the terminal after a run, for somebody who has never seen one. Not: the live progress, nor a file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from harness.results import CheckResult, Results
from reports.reading import (
    GATE_SIGNS,
    SEVERITIES,
    WORDS,
    Finding,
    against,
    check_names,
    controls_judged,
    counts,
    findings,
    first_sentence,
    harness_reason,
    headline,
    judged,
    means,
    of_verdict,
    opener,
    resend,
    waived,
)
from reports.text import moment, number, one_line

NARROWEST, WIDEST = 40, 110
MOST = 12
"""Entries of one list: who has more opens the report."""
LONGEST = 400
LABEL = 10
BOLD, DIM = "1", "2"
GATE_COLOURS = {"green": "1;32", "findings": "1;31", "incomplete": "1;33", "unusable": "1;35"}
SEVERITY_COLOURS = {"critical": "1;31", "high": "31", "medium": "33", "low": "36"}


def render(results: Results, width: int, colour: bool, report: str | None = None) -> str:
    """Return the summary, at most `width` columns wide. `report` is where the report lies, if that is known."""
    page = Page(max(NARROWEST, min(width, WIDEST)), colour)
    sections = (
        _gate(results, page),
        _findings(results, page),
        _against(results, page),
        _unseen(results, page),
        _errors(results, page),
        _waived(results, page),
        [page.entry("Report", report)] if report else [],
    )
    return "\n\n".join("\n".join(section) for section in map(list, sections) if section)


class Page:
    """How wide, and whether in colour."""

    def __init__(self, width: int, colour: bool) -> None:
        """Remember both."""
        self._width = width
        self._colour = colour

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text

    def wrapped(self, text: str, margin: str = "", first: str | None = None) -> str:
        return textwrap.fill(
            one_line(text, LONGEST),
            self._width,
            initial_indent=margin if first is None else first,
            subsequent_indent=margin,
            break_on_hyphens=False,
        )

    def title(self, text: str) -> str:
        return "\n".join(self.paint(line, BOLD) for line in self.wrapped(text).splitlines())

    def entry(self, label: str, text: str, margin: str = "") -> str:
        """Return a labelled paragraph, the label in a column of its own."""
        body = self.wrapped(text, margin + " " * LABEL)
        return margin + self.paint(label.ljust(LABEL), DIM) + body[len(margin) + LABEL :]


def _gate(results: Results, page: Page) -> Iterator[str]:
    gate = results.gate
    sign, word = GATE_SIGNS[gate.word], headline(gate)
    lines = page.wrapped(f"{sign} {word}: {means(gate)}", "  ", "").splitlines()
    yield lines[0].replace(f"{sign} {word}", page.paint(f"{sign} {word}", GATE_COLOURS[gate.word]), 1)
    yield from lines[1:]
    for reason in gate.reasons:
        yield page.wrapped(reason, "    ", "  · ")
    yield ""
    count = counts(results)
    forgiven = waived(results)
    said = [f"{count[word]:,} {name}" + (f" ({forgiven:,} waived)" if word == "fail" and forgiven else "")
            for word, name in WORDS.items()]  # fmt: skip
    yield page.entry("Checks", f"{number(len(results.checks), 'check')}, {judged(results):,} judged: {', '.join(said)}")
    catalogue = len(results.controls)
    yield page.entry("Controls", f"{controls_judged(results):,} judged of {catalogue:,} in the catalogue")


def _findings(results: Results, page: Page) -> Iterator[str]:
    found = findings(results)
    if not found:
        return
    yield page.title(f"{number(sum(one.number for one in found), 'finding')}, the worst first")
    for finding in found[:MOST]:
        yield ""
        yield from _finding(finding, page)
    rest = found[MOST:]
    if rest:
        by_severity = [(level, sum(one.number for one in rest if one.severity == level)) for level in SEVERITIES]
        said = ", ".join(f"{many} {level}" for level, many in by_severity if many)
        yield ""
        yield page.wrapped(f"… and {said}, all in the report", "  ")


def _finding(finding: Finding, page: Page) -> Iterator[str]:
    first = finding.checks[0]
    severity = page.paint(finding.severity, SEVERITY_COLOURS[finding.severity])
    yield f"  {severity} {page.paint(one_line(finding.control, 20), BOLD)}"
    yield page.entry("Broken", finding.title, "    ")
    yield page.entry("Tried", f"{finding.providers}: {check_names(finding.checks, 4)}", "    ")
    for summary in list(dict.fromkeys(check.summary for check in finding.checks))[:3]:
        yield page.entry("Seen", summary, "    ")
    if finding.remedy:
        yield page.entry("Remedy", first_sentence(finding.remedy), "    ")
    if first.replay:
        yield page.entry("Repeat", first.replay, "    ")
    if again := resend(first):
        yield page.entry("Resend", again, "    ")


def _against(results: Results, page: Page) -> Iterator[str]:
    baseline = results.baseline
    if baseline is None:
        return
    parts = against(results)
    counted = ", ".join(f"{len(ids)} {said}" for said, ids in parts.items())
    yield page.title(f"Against the baseline ({one_line(baseline.run, 60)}, {moment(baseline.started)}): {counted}")
    for said, ids in parts.items():
        if ids:
            more = f" and {len(ids) - MOST} more" if len(ids) > MOST else ""
            yield page.wrapped(f"{said}: {', '.join(one_line(one, 120) for one in ids[:MOST])}{more}", "    ", "  ")


def _unseen(results: Results, page: Page) -> Iterator[str]:
    unseen = of_verdict(results, "not_observable")
    if not unseen:
        return
    yield page.title(f"Could not be observed ({len(unseen)}): neither good nor bad, and not a pass")
    windows: dict[str, list[CheckResult]] = {}
    for check in unseen:
        windows.setdefault(opener(check), []).append(check)
    for line, checks in list(windows.items())[:MOST]:
        yield ""
        severity = checks[0].severity
        controls = ", ".join(dict.fromkeys(check.control for check in checks))
        yield page.wrapped(f"{severity} {controls} ({number(len(checks), 'check')})", "    ", "  ")
        yield page.entry("Why", checks[0].summary, "    ")
        yield page.entry("Opens", line, "    ")
    if len(windows) > MOST:
        yield ""
        yield page.wrapped(f"… and {number(len(windows) - MOST, 'further closed window')} in the report", "  ")


def _errors(results: Results, page: Page) -> Iterator[str]:
    errors = of_verdict(results, "error")
    if not errors:
        return
    yield page.title(f"Could not be judged ({len(errors)}): our problem or the machine's, not a finding")
    causes: dict[tuple[str, str], list[str]] = {}
    for check in errors:
        causes.setdefault((harness_reason(check), check.summary), []).append(check.control)
    for (reason, summary), controls in list(causes.items())[:MOST]:
        yield page.wrapped(f"{reason}: {summary} ({number(len(controls), 'check')})", "    ", "  ")
        yield page.wrapped(", ".join(dict.fromkeys(controls)), "    ")
    if len(causes) > MOST:
        yield page.wrapped(f"… and {number(len(causes) - MOST, 'further cause')} in the report", "  ")


def _waived(results: Results, page: Page) -> Iterator[str]:
    accepted = [check for check in results.checks if check.waived]
    if not accepted:
        return
    yield page.title(f"Waived ({len(accepted)}): accepted by somebody, and still not a pass")
    for check in accepted[:MOST]:
        if check.waived:
            said = f"{check.id}: {check.waived.owner}, until {check.waived.expires}: {check.waived.reason}"
            yield page.wrapped(said, "    ", "  ")
    if len(accepted) > MOST:
        yield page.wrapped(f"… and {number(len(accepted) - MOST, 'further waiver')} in the report", "  ")
