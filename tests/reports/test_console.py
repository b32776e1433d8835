"""The summary on the terminal."""

from __future__ import annotations

import re

import pytest

from reports.console import MOST, render
from tests.reports import samples
from tests.reports.reading_back import one_line


def test_the_verdict_comes_first_and_the_report_last() -> None:
    text = render(samples.findings(), width=100, colour=False, report=".assay/latest/report.html")

    assert text.startswith("✗ FINDINGS: The integration broke at least one promise")
    assert text.splitlines()[-1].split() == ["Report", ".assay/latest/report.html"]


def test_a_finding_is_told_with_what_was_seen_and_the_first_step_of_the_remedy() -> None:
    text = one_line(render(samples.findings(), width=100, colour=False))

    assert "critical PR-01 Broken The server sets the price" in text
    assert "Seen the browser asked for 1 and 1 was charged; the catalogue says 1999" in text
    assert "Remedy Take only product ids" in text
    assert "Repeat assay run -k 'PR-01/stripe/price-in-form'" in text
    assert "Resend assay replay '.assay/runs/our run/deliveries/PR-01.stripe.price-in-form.json'" in text


def test_what_could_not_be_seen_names_the_line_that_opens_the_window() -> None:
    text = one_line(render(samples.findings(), width=100, colour=False))

    assert 'critical CD-03 (1 check) Why no logs are described Opens [logs] files = ["app.log"]' in text


def test_a_target_that_did_not_start_is_told_once_and_not_for_each_check() -> None:
    text = one_line(render(samples.unusable(), width=100, colour=False))

    assert "target unreachable: the target did not answer within 10 s (11 checks)" in text


@pytest.mark.parametrize("width", [1, 40, 80, 200])
@pytest.mark.parametrize("sample", samples.ALL)
def test_no_line_is_wider_than_the_terminal(sample: str, width: int) -> None:
    lines = render(samples.ALL[sample](), width=width, colour=False).splitlines()

    assert max(map(len, lines)) <= max(40, width)


def test_colour_adds_nothing_but_colour() -> None:
    plain = render(samples.findings(), width=90, colour=False)
    painted = render(samples.findings(), width=90, colour=True)

    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


def test_the_targets_own_escape_sequences_do_not_reach_the_terminal() -> None:
    painted = render(samples.hostile(), width=90, colour=True)

    assert set(re.findall(r"\x1b\[?[0-9;]*.?", painted)) <= {f"\x1b[{code}m" for code in ("0", "1", "2", "1;31", "31")}
    assert not re.search("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202e]", painted)


def test_a_long_list_is_cut_and_says_so() -> None:
    found = [samples.check("PR-01", f"case-{place}", "fail", f"{place}", remedy=f"Do {place}.") for place in range(40)]

    text = render(samples.results(found), width=100, colour=False)

    assert text.count("Broken") == MOST
    assert f"… and {40 - MOST} critical, all in the report" in text
