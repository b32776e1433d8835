"""Correct integrations are left in peace, dumb servers get no credit, and the tutorial gets what it deserves."""

import os
import tomllib
from pathlib import Path

import pytest

from harness.controls import catalogue
from tests.detection import MEASURED, ROOT, run
from tests.test_shapes import LEAST_PASSES, few_of

EXAMPLES = ROOT / "examples"
DUMB = ROOT / "tests" / "dumb_targets"
WORKERS = 2
ALL = catalogue.load().controls.keys()
CRITICAL = [control.id for control in catalogue.load().controls.values() if control.severity == "critical"]


def test_the_tutorial_has_exactly_the_findings_that_are_expected(tmp_path: Path) -> None:
    expected = tomllib.loads((EXAMPLES / "naive" / "expected.toml").read_text())
    found = set(run(EXAMPLES / "naive" / "assay.toml", tmp_path, ALL - MEASURED, workers=WORKERS).failed())

    assert set(expected["must"]) - MEASURED <= found
    assert found <= {*expected["must"], *expected["may"]}


@pytest.mark.alone
def test_the_tutorial_is_found_slow(tmp_path: Path) -> None:
    expected = tomllib.loads((EXAMPLES / "naive" / "expected.toml").read_text())
    found = run(EXAMPLES / "naive" / "assay.toml", tmp_path, MEASURED).failed()

    assert set(found) == MEASURED & set(expected["must"])


def test_a_correct_integration_of_another_shape_has_no_finding_but_the_one_that_it_admits(tmp_path: Path) -> None:
    expected = tomllib.loads((EXAMPLES / "flask_sync" / "expected.toml").read_text())
    found = run(EXAMPLES / "flask_sync" / "assay.toml", tmp_path, workers=WORKERS)
    passed = {check.control for check in found.results.checks if check.verdict == "pass"}

    assert sorted(found.failed()) == sorted(expected["must"])
    assert len(passed) >= 15, f"a run that judges little accuses nobody: {sorted(passed)}"


@pytest.mark.parametrize("provider", ["paypal", "square"])
def test_a_correct_integration_of_other_providers_has_no_finding_but_the_one_that_it_admits(
    provider: str, tmp_path: Path
) -> None:
    expected = tomllib.loads((EXAMPLES / "flask_paypal_square" / "expected.toml").read_text())
    whole = os.environ.get("ASSAY_SHAPES") == "whole"
    controls = () if whole else (*few_of(provider), *expected["must"])
    descriptor = EXAMPLES / "flask_paypal_square" / "assay.toml"
    found = run(descriptor, tmp_path, controls, workers=WORKERS, provider=provider)
    passed = {check.control for check in found.results.checks if check.verdict == "pass"}

    assert sorted(found.failed()) == sorted(expected["must"])
    assert len(passed) >= LEAST_PASSES, f"a run that judges little accuses nobody: {sorted(passed)}"


@pytest.mark.parametrize("name", sorted(folder.parent.name for folder in DUMB.glob("*/assay.toml")))
def test_a_dumb_target_passes_no_critical_control(name: str, tmp_path: Path) -> None:
    found = run(DUMB / name / "assay.toml", tmp_path, CRITICAL, workers=2 * WORKERS)
    credit = [c.id for c in found.results.checks if c.verdict == "pass" and c.severity == "critical"]

    assert credit == []
    assert found.exit_code != 0
