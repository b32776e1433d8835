"""What the templates of report.html show, worked out beforehand, so that they only print. Not: markup."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from harness.results import CheckResult, ControlResult, Results, write
from reports import reading
from reports.html import standards
from reports.text import cut, duration, moment, number, one_line


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """A check with the number of its evidence, which is stable within a run: `E-001`."""

    result: CheckResult
    evidence: str
    anchor: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with its place on the page."""

    told: reading.Finding
    anchor: str
    checks: tuple[Check, ...]
    standards: tuple[standards.Line, ...]

    @property
    def number(self) -> int:
        """How many findings it is: one for each failed check."""
        return self.told.number


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """A closed window: the line that would open it, and the checks that wait for it."""

    opener: str
    named: bool
    """Whether `opener` is a line of the descriptor."""
    checks: tuple[Check, ...]


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the checklist."""

    result: ControlResult
    anchor: str
    evidence: str
    """`evidence for`, `evidence against` or `no evidence`."""
    checks: tuple[Check, ...]
    pci: tuple[standards.Claim, ...]
    owasp: tuple[str, ...]
    cwe: tuple[str, ...]


class Area(msgspec.Struct, frozen=True, kw_only=True):
    prefix: str
    title: str
    anchor: str
    controls: tuple[Control, ...]
    checks: tuple[Check, ...]


class Slice(msgspec.Struct, frozen=True):
    """A part of the bar that shows the five verdicts, in percent of its length."""

    word: str
    x: float
    width: float


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """All of the page."""

    results: Results
    running_head: str
    digest: str
    counts: dict[reading.Word, int]
    bar: tuple[Slice, ...]
    waived: int
    judged: int
    controls_judged: int
    findings: tuple[tuple[reading.Severity, tuple[Finding, ...]], ...]
    accepted: tuple[Finding, ...]
    windows: tuple[Window, ...]
    errors: tuple[Check, ...]
    areas: tuple[Area, ...]
    open_controls: tuple[tuple[str, tuple[Control, ...]], ...]
    """Controls that nothing judged, by the reason."""
    pci: tuple[standards.Number, ...]

    @property
    def number_of_findings(self) -> int:
        return sum(finding.number for _, found in self.findings for finding in found)

    @property
    def number_unseen(self) -> int:
        return sum(len(window.checks) for window in self.windows)


def page(results: Results) -> Page:
    """Return what the page shows of `results`."""
    places = [
        Check(result=check, evidence=f"E-{place:03d}", anchor=f"e-{place:03d}")
        for place, check in enumerate(results.checks, 1)
    ]
    checks = {id(check.result): check for check in places}
    found = [_finding(told, checks) for told in reading.findings(results)]
    areas = tuple(_areas(results, places))
    return Page(
        results=results,
        running_head=one_line(f"Assay report · {results.target.name} · run {results.run.id}", 90),
        digest=hashlib.sha256(write(results)).hexdigest(),
        counts=reading.counts(results),
        bar=tuple(_bar(results)),
        waived=reading.waived(results),
        judged=reading.judged(results),
        controls_judged=reading.controls_judged(results),
        findings=tuple(
            (level, tuple(one for one in found if one.told.severity == level))
            for level in reading.SEVERITIES
            if any(one.told.severity == level for one in found)
        ),
        accepted=tuple(_finding(told, checks) for told in reading.findings(results, waived=True)),
        windows=tuple(_windows(results, checks)),
        errors=tuple(checks[id(check)] for check in reading.of_verdict(results, "error")),
        areas=areas,
        open_controls=tuple(_open(areas)),
        pci=standards.by_number(results.controls),
    )


def _finding(told: reading.Finding, checks: dict[int, Check]) -> Finding:
    own = tuple(checks[id(check)] for check in told.checks)
    return Finding(
        told=told, anchor=f"finding-{own[0].anchor}", checks=own, standards=standards.lines("fail", told.mappings)
    )


def _windows(results: Results, checks: dict[int, Check]) -> Iterable[Window]:
    """Yield the closed windows, those first that hide the weightiest checks."""
    groups: dict[str, list[CheckResult]] = {}
    for check in reading.of_verdict(results, "not_observable"):
        groups.setdefault(reading.opener(check), []).append(check)
    for opener, hidden in groups.items():
        yield Window(opener=opener, named=hidden[0].needs is not None, checks=tuple(checks[id(one)] for one in hidden))


def _areas(results: Results, checks: list[Check]) -> Iterable[Area]:
    """Yield the areas in the order of the catalogue; checks of a control that it does not hold come last."""
    known = {control.id: control.area for control in results.controls}
    titles = {control.area: control.area_title for control in results.controls}
    by_area: dict[str, list[Check]] = {area: [] for area in titles}
    for check in checks:
        area = known.get(check.result.control, check.result.control.rpartition("-")[0])
        by_area.setdefault(area, []).append(check)
    for place, (area, own) in enumerate(by_area.items(), 1):
        yield Area(
            prefix=area,
            title=titles.get(area, "Not in the catalogue"),
            anchor=f"area-{place}",
            controls=tuple(_control(one, own) for one in results.controls if one.area == area),
            checks=tuple(own),
        )


def _control(result: ControlResult, checks: list[Check]) -> Control:
    return Control(
        result=result,
        anchor=f"control-{_slug(result.id)}",
        evidence=standards.evidence(result.verdict),
        checks=tuple(check for check in checks if check.result.control == result.id),
        pci=standards.claims(result.mappings),
        owasp=standards.owasp(result.mappings),
        cwe=tuple(f"CWE-{each}" for each in result.mappings.cwe),
    )


def _open(areas: Iterable[Area]) -> Iterable[tuple[str, tuple[Control, ...]]]:
    reasons: dict[str, list[Control]] = {}
    for area in areas:
        for control in area.controls:
            if control.result.verdict is None:
                reasons.setdefault(control.result.open_because or "no reason recorded", []).append(control)
    return ((reason, tuple(controls)) for reason, controls in reasons.items())


def _bar(results: Results) -> Iterable[Slice]:
    total = len(results.checks)
    x = 0.0
    for word, count in reading.counts(results).items():
        if count:
            yield Slice(word, round(x, 3), round(100 * count / total, 3))
            x += 100 * count / total


def _slug(text: str) -> str:
    return re.sub("[^A-Za-z0-9]+", "-", text).strip("-") or "unnamed"


def css_text(text: str) -> str:
    """Return `text` as a string of CSS that nothing in it can end."""
    return '"' + "".join(each if each.isalnum() and each.isascii() else f"\\{ord(each):x} " for each in text) + '"'


def _shortened(entries: tuple[Any, ...], most: int) -> tuple[tuple[Any, ...], int]:
    return entries[:most], max(0, len(entries) - most)


FILTERS: dict[str, Callable[..., Any]] = {
    "cut": cut,
    "one_line": one_line,
    "resend": reading.resend,
    "shortened": _shortened,
    "moment": moment,
    "duration": duration,
    "number": number,
    "name": lambda provider: reading.NAMES.get(provider, provider),
    "word": lambda word: reading.WORDS.get(word, word),
    "sign": lambda word: reading.SIGNS.get(word, "·"),
    "gate_sign": reading.GATE_SIGNS.get,
    "gate_means": reading.means,
    "against": reading.against,
}
