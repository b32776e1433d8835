"""Correct integrations are left in peace, dumb servers get no credit, and the tutorial gets what it deserves.

A few checks of each area do here; the whole suite judges them with ASSAY_SHAPES=whole, which takes minutes for each.
"""

import os
import tomllib
from pathlib import Path

import pytest

from harness.controls import catalogue
from tests import packages
from tests.detection import MEASURED, ROOT, run
from tests.test_shapes import LEAST_PASSES, few_of

EXAMPLES = ROOT / "examples"
DUMB = ROOT / "tests" / "dumb_targets"
WORKERS = 2
WHOLE = os.environ.get("ASSAY_SHAPES") == "whole"
SLOW = {"AC-01", "API-06", "EH-02", "PAY-02", "REC-01", "SV-04", "WH-IDEM-04"}
"""Controls of the tutorial's findings whose checks take ten seconds and more: asked with the whole suite alone."""
ALL = catalogue.load().controls.keys()
CRITICAL = [control.id for control in catalogue.load().controls.values() if control.severity == "critical"]


def test_the_tutorial_has_exactly_the_findings_that_are_expected(tmp_path: Path) -> None:
    """Those of the quicker controls that are expected, and none in the few checks that correct shapes are asked."""
    expected = tomllib.loads((EXAMPLES / "naive" / "expected.toml").read_text())
    controls = ALL if WHOLE else {*expected["must"], *few_of("stripe")} - SLOW
    found = set(run(EXAMPLES / "naive" / "assay.toml", tmp_path, controls - MEASURED, workers=WORKERS).failed())

    assert set(expected["must"]) - MEASURED - (set() if WHOLE else SLOW) <= found
    assert found <= {*expected["must"], *expected["may"]}


@pytest.mark.alone
def test_the_tutorial_is_found_slow(tmp_path: Path) -> None:
    expected = tomllib.loads((EXAMPLES / "naive" / "expected.toml").read_text())
    found = run(EXAMPLES / "naive" / "assay.toml", tmp_path, MEASURED).failed()

    assert set(found) == MEASURED & set(expected["must"])


@pytest.mark.parametrize(
    "name", ["django_djstripe", "express", "fastapi_arq", "flask_sync", "node_subscriptions", "serverless"]
)
def test_a_correct_integration_of_another_shape_has_no_finding_but_those_that_it_admits(
    name: str, tmp_path: Path
) -> None:
    packages.are_installed(EXAMPLES / name)
    expected = tomllib.loads((EXAMPLES / name / "expected.toml").read_text())
    controls = () if WHOLE else (*few_of("stripe"), *expected["must"])
    found = run(EXAMPLES / name / "assay.toml", tmp_path, controls, workers=WORKERS)
    passed = {check.control for check in found.results.checks if check.verdict == "pass"}

    assert set(expected["must"]) <= set(found.failed()) <= {*expected["must"], *expected["may"]}
    assert len(passed) >= LEAST_PASSES, f"a run that judges little accuses nobody: {sorted(passed)}"


@pytest.mark.parametrize("provider", ["paypal", "square"])
def test_a_correct_integration_of_other_providers_has_no_finding_but_the_one_that_it_admits(
    provider: str, tmp_path: Path
) -> None:
    expected = tomllib.loads((EXAMPLES / "flask_paypal_square" / "expected.toml").read_text())
    controls = () if WHOLE else (*few_of(provider), *expected["must"])
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
