"""junit.xml as strangers read it: Jenkins by its schema, others by junitparser."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from junitparser import JUnitXml

from reports.junit import render
from tests.reports import samples

JENKINS = xmlschema.XMLSchema(Path(__file__).with_name("junit-10.xsd"))


def cases(document: bytes) -> dict[str, Any]:
    return {f"{case.classname} {case.name}": case for suite in JUnitXml.fromstring(document) for case in suite}


@pytest.mark.parametrize("sample", samples.ALL)
def test_jenkins_accepts_it(sample: str) -> None:
    assert JENKINS.is_valid(render(samples.ALL[sample]()).decode())


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"<testcase ", b'<testcase file="x.py" '),
        (b"<testsuites ", b'<testsuites skipped="1" '),
        (b' tests="11"', b""),
    ],
)
def test_the_schema_would_say_so_if_it_were_wrong(right: bytes, wrong: bytes) -> None:
    document = render(samples.findings())
    assert right in document

    assert not JENKINS.is_valid(document.replace(right, wrong, 1).decode())


def test_no_two_cases_of_a_class_have_one_name() -> None:
    results = samples.hostile()

    assert len(cases(render(results))) == len(results.checks)


def test_the_sums_of_suites_are_those_of_their_cases() -> None:
    suites = JUnitXml.fromstring(render(samples.findings()))

    for suite in suites:
        kinds = Counter(type(result).__name__ for case in suite for result in case.result)
        assert (suite.failures, suite.errors, suite.skipped) == (kinds["Failure"], kinds["Error"], kinds["Skipped"])
    assert suites.failures == sum(suite.failures for suite in suites)


def test_a_finding_says_what_was_seen_and_what_to_do() -> None:
    found = next(case for name, case in cases(render(samples.findings())).items() if "PR-01 price-in-form" in name)

    (failure,) = found.result
    assert failure.type == "critical"
    assert "1 was charged" in failure.message
    for said in (
        "Remedy: Take only product ids",
        "Repeat: assay run -k",
        "Resend: assay replay ",
        "POST /checkout",
        "Advice: the amount",
    ):
        assert said in failure.text


def test_a_waived_fail_stays_a_failure_and_says_who_waived_it() -> None:
    found = next(case for name, case in cases(render(samples.findings())).items() if "WH-ACK-01 twenty" in name)

    (failure,) = found.result
    assert failure.type == "waived"
    assert "Kim, payments until 2027-01-31" in failure.text


def test_what_could_not_be_seen_names_the_line_that_opens_the_window() -> None:
    found = next(case for name, case in cases(render(samples.findings())).items() if "CD-03 logs" in name)

    (skipped,) = found.result
    assert skipped.message.startswith("not_observable: no logs are described")
    assert '[logs] files = ["app.log"]' in skipped.message


def test_500_checks_with_much_evidence_stay_far_below_what_gitlab_reads() -> None:
    assert len(render(samples.large())) < 10_000_000
