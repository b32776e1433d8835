"""Correct integrations of many shapes are accused of nothing but what is truly wrong with them.

One shop (`shapes/base`) is judged in every shape of `shapes/`: by a few checks that reach most areas, or by the whole
suite with ASSAY_SHAPES=whole, which takes minutes for each.
"""

import os
import tomllib
from pathlib import Path

import pytest

from tests.detection import run

SHAPES = Path(__file__).parent / "shapes"
NAMES = sorted(file.parent.name for file in SHAPES.glob("*/assay.toml"))
FEW = (
    "WH-SIG-01/stripe/no-header",
    "WH-SIG-11/stripe/no-header",
    "WH-RAW-01/stripe/pretty",
    "WH-IDEM-01/stripe/right-behind",
    "WH-ORD-01/stripe/paid-reversed",
    "WH-ORD-01/stripe/refunded-reversed",
    "WH-ORD-02/stripe/varied-id-lengths",
    "WH-ORD-03/stripe/2024-06-20-payment-intent",
    "SV-01/stripe/not-paid",
    "SV-02/stripe/return-page-says-succeeded",
    "WH-ORD-01/stripe/hold-told-after-its-capture",
    "WH-ORD-02/stripe/before-the-capture-returned",
    "WH-ORD-02/stripe/after-the-capture-returned",
    "REC-02/stripe/capture",
    "PAY-01/stripe/late-failure",
)
"""What shapes differ in: answers, who verifies, what moves an order, how it is looked at. A second or two for each."""
LEAST_PASSES = 5
"""A run that judges little accuses nobody."""


@pytest.mark.parametrize("name", NAMES)
def test_a_correct_shape_has_no_finding_but_those_that_are_right(name: str, tmp_path: Path) -> None:
    controls = () if os.environ.get("ASSAY_SHAPES") == "whole" else FEW
    expected = tomllib.loads((SHAPES / name / "expected.toml").read_text())
    found = run(SHAPES / name / "assay.toml", tmp_path, controls)
    failed = {control: [check.summary for check in checks] for control, checks in found.failed().items()}
    false = {control: told for control, told in failed.items() if control not in {*expected["must"], *expected["may"]}}
    passed = [check for check in found.results.checks if check.verdict == "pass"]

    assert not false, f"falsely accused: {false}"
    assert set(expected["must"]) <= set(failed), f"not noticed: {set(expected['must']) - set(failed)}"
    assert len(passed) >= LEAST_PASSES, found.said[-3000:]
