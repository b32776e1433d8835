"""junit.xml, rendered from the results and not by pytest: a suite for an area, a test case for a check. Not: a gate.

JUnit has no word for "could not see", so a CI that looks at this file alone is green where nothing was seen: the exit
code of `assay run` decides. Two subsets of the format are met: what Jenkins' `junit-10.xsd` allows (no attribute `file`
of a case, no `skipped` of all suites, no properties of a case) and what GitLab reads (of two cases with one name in one
class only the first counts; at most 30 MB).

    pass            a test case
    fail            <failure type="SEVERITY">; waived: <failure type="waived">, for a waived fail stays a fail
    not_observable  <skipped message="not_observable: …">, and not_applicable the same way
    error           <error type="REASON">
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from harness.results import CheckResult, Results
from reports.reading import harness_reason, opener, resend
from reports.text import cut, moment, one_line, visible

LONGEST_MESSAGE = 1_000
LONGEST_EXCERPT = 500
LONGEST_BODY = 20_000
"""Characters of a failure's text: with 500 of them the file stays below GitLab's 30 MB."""


def render(results: Results) -> bytes:
    """Return junit.xml."""
    root = ET.Element("testsuites", {"name": "assay", **_numbers(results.checks, skipped=False)})
    titles = {control.area: control.area_title for control in results.controls}
    areas = {control.id: control.area for control in results.controls}
    suites: dict[str, list[CheckResult]] = {}
    for check in results.checks:
        suites.setdefault(areas.get(check.control, check.control.rpartition("-")[0]), []).append(check)
    for area, checks in suites.items():
        _suite(root, results, f"{area} {titles.get(area, '')}".strip(), area, checks)
    ET.indent(root, " ")
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _suite(root: ET.Element, results: Results, name: str, area: str, checks: list[CheckResult]) -> None:
    began = moment(results.run.started)[:19].replace(" ", "T")
    suite = ET.SubElement(root, "testsuite", {"name": one_line(name), **_numbers(checks), "timestamp": began})
    properties = ET.SubElement(suite, "properties")
    for key, value in _properties(results):
        ET.SubElement(properties, "property", name=key, value=one_line(value))
    for check in checks:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=one_line(f"{area}.{check.provider}"),
            name=one_line(f"{check.control} {check.stimulus}: {check.title}"),
            time=_seconds(check.seconds),
        )
        _outcome(case, check)
        if check.advice and check.verdict != "fail":
            ET.SubElement(case, "system-out").text = visible("\n".join(f"Advice: {remark}" for remark in check.advice))


def _properties(results: Results) -> Iterable[tuple[str, str]]:
    yield "assay.run", results.run.id
    yield "assay.version", results.run.assay
    yield "assay.catalogue", results.run.catalogue
    yield "assay.target", results.target.name
    yield "assay.gate", results.gate.word
    yield "assay.exit_code", str(results.gate.exit_code)


def _numbers(checks: Iterable[CheckResult], *, skipped: bool = True) -> dict[str, str]:
    words = [check.verdict for check in checks]
    numbers = {
        "tests": str(len(words)),
        "failures": str(words.count("fail")),
        "errors": str(words.count("error")),
        "time": _seconds(sum(check.seconds for check in checks)),
    }
    if skipped:
        numbers["skipped"] = str(words.count("not_observable") + words.count("not_applicable"))
    return numbers


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}" if math.isfinite(seconds) and seconds >= 0 else "0.000"


def _outcome(case: ET.Element, check: CheckResult) -> None:
    if check.verdict == "fail":
        kind = "waived" if check.waived else check.severity
        ET.SubElement(case, "failure", type=kind, message=_message(check.summary)).text = _failure(check)
    elif check.verdict == "error":
        message = _message(f"{harness_reason(check)}: {check.summary}")
        ET.SubElement(case, "error", type=harness_reason(check), message=message).text = _body(_evidence(check))
    elif check.verdict == "not_observable":
        ET.SubElement(
            case, "skipped", message=_message(f"not_observable: {check.summary}. Opens with: {opener(check)}")
        )
    elif check.verdict == "not_applicable":
        ET.SubElement(case, "skipped", message=_message(f"not_applicable: {check.summary}"))


def _message(text: str) -> str:
    return one_line(text, LONGEST_MESSAGE)


def _failure(check: CheckResult) -> str:
    lines = [f"Seen: {check.summary}"]
    if check.waived:
        lines.append(f"Waived by {check.waived.owner} until {check.waived.expires}: {check.waived.reason}")
    if check.remedy:
        lines.append(f"Remedy: {check.remedy}")
    if check.replay:
        lines.append(f"Repeat: {check.replay}")
    if again := resend(check):
        lines.append(f"Resend: {again}")
    lines += [f"Advice: {remark}" for remark in check.advice]
    return _body([*lines, *_evidence(check)])


def _evidence(check: CheckResult) -> Iterable[str]:
    for entry in check.evidence:
        yield f"+{entry.at:.3f} s {entry.kind}: {entry.summary}"
        for label, text in (("sent", entry.sent), ("seen", entry.seen)):
            if text:
                kept, left_out = cut(text, LONGEST_EXCERPT)
                yield f"  {label}: {kept}" + (f"\n… ({left_out} more characters in results.json)" if left_out else "")


def _body(lines: Iterable[str]) -> str:
    kept, left_out = cut(visible("\n".join(lines)), LONGEST_BODY)
    return f"\n{kept}\n" + (f"… ({left_out} more characters in results.json, check by its id)\n" if left_out else "")
