"""A comparison with an earlier run in every report that people read: the same numbers, and which checks they are."""

from __future__ import annotations

from pathlib import Path

import reports
from harness.results import read, write
from harness.verdicts.baseline import compare
from harness.verdicts.gate import gate
from reports import console, reading
from tests.reports import samples

NEW, OLD = "WH-RAW-01/stripe/unusual-json", "WH-SIG-01/stripe/no-header"
MENDED, GONE = "WH-IDEM-01/stripe/after-a-restart", "PR-02/stripe/gone"


def test_the_console_counts_and_names_them() -> None:
    said = " ".join(console.render(samples.compared(), 100, colour=False).split())

    assert "1 new, 1 fixed, 1 unchanged, 1 not judged now, so not fixed" in said
    for part in (f"new: {NEW}", f"fixed: {MENDED}", f"unchanged: {OLD}", f"not judged now, so not fixed: {GONE}"):
        assert part in said


def test_the_summary_counts_and_names_them() -> None:
    said = reports.FORMATS["summary.md"](samples.compared()).decode()

    assert f"- **1 new**: <code>{NEW}</code>" in said
    assert f"- **1 fixed**: <code>{MENDED}</code>" in said


def test_the_page_counts_and_names_them() -> None:
    page = reports.FORMATS["report.html"](samples.compared()).decode()

    assert '<h2 id="against">Against the baseline</h2>' in page
    assert f'<dd data-against="new" data-count="1">1: <code>{NEW}</code></dd>' in page
    assert f'<dd data-against="fixed" data-count="1">1: <code>{MENDED}</code></dd>' in page


def test_without_a_baseline_none_of_them_speaks_of_one() -> None:
    found = samples.findings()

    assert "baseline" not in console.render(found, 100, colour=False)
    assert "baseline" not in reports.FORMATS["summary.md"](found).decode()
    assert 'id="against"' not in reports.FORMATS["report.html"](found).decode()


def test_what_green_means_is_told_by_the_policy() -> None:
    found = samples.compared()
    only_old = samples.results([one for one in found.checks if one.id != NEW])
    baseline = compare(only_old.checks, found)
    green = gate(only_old.checks, only_old.controls, baseline=baseline, policy="nothing-new")

    assert green.exit_code == 0
    assert reading.means(green).startswith("No finding that is new")


def test_the_comparison_is_a_part_of_the_results(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_bytes(write(samples.compared()))

    assert read(file) == samples.compared()
