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
FEW_OF_STRIPE = (
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
    "AC-01/stripe/guessing",
    "WH-ORD-01/stripe/hold-told-after-its-capture",
    "WH-ORD-02/stripe/before-the-capture-returned",
    "WH-ORD-02/stripe/after-the-capture-returned",
    "REC-02/stripe/capture",
    "PAY-01/stripe/late-failure",
)
FEW_OF_OTHERS = (
    "WH-SIG-01/{}/no-header",
    "WH-SIG-01/{}/bad-news-refunded",
    "WH-SIG-02/{}/one-byte",
    "WH-SIG-11/{}/random-signature",
    "WH-RAW-01/{}/trailing-newline",
    "WH-RAW-01/{}/pretty",
    "WH-IDEM-01/{}/right-behind",
    "WH-ORD-01/{}/paid-reversed",
    "WH-ORD-01/{}/refunded-reversed",
    "WH-ORD-02/{}/before-the-checkout-returned",
    "WH-SIG-09/{}/source",
    "SV-01/{}/not-paid",
    "SV-02/{}/return-page-says-succeeded",
    "API-04/{}/news-unavailable",
    "CD-02/{}/kept-forged-event",
    "PAY-01/{}/late-failure",
)
FEW_OF_PAYPAL = ("API-02/paypal/approved", "PAY-01/paypal/approved-and-refused", "WH-SIG-07/paypal/other-certificate")
FEW_OF_SQUARE = ("WH-SIG-08/square/other-host", "PR-03/square/half", "PR-03/square/other-currency")
"""What shapes differ in: answers, who verifies, what moves an order, how it is looked at. A second or two for each."""
LEAST_PASSES = 5
"""A run that judges little accuses nobody."""


@pytest.mark.parametrize("name", NAMES)
def test_a_correct_shape_has_no_finding_but_those_that_are_right(name: str, tmp_path: Path) -> None:
    controls = () if os.environ.get("ASSAY_SHAPES") == "whole" else _few(SHAPES / name / "assay.toml")
    expected = tomllib.loads((SHAPES / name / "expected.toml").read_text())
    found = run(SHAPES / name / "assay.toml", tmp_path, controls)
    failed = {control: [check.summary for check in checks] for control, checks in found.failed().items()}
    false = {control: told for control, told in failed.items() if control not in {*expected["must"], *expected["may"]}}
    passed = [check for check in found.results.checks if check.verdict == "pass"]

    assert not false, f"falsely accused: {false}"
    assert set(expected["must"]) <= set(failed), f"not noticed: {set(expected['must']) - set(failed)}"
    assert len(passed) >= LEAST_PASSES, found.said[-3000:]


def _few(descriptor: Path) -> tuple[str, ...]:
    (provider,) = tomllib.loads(descriptor.read_text())["provider"]
    return few_of(provider)


def few_of(provider: str) -> tuple[str, ...]:
    """Return the checks of a provider in which correct integrations are most unlike each other."""
    if provider == "stripe":
        return FEW_OF_STRIPE
    own = FEW_OF_PAYPAL if provider == "paypal" else FEW_OF_SQUARE
    return (*(check.format(provider) for check in FEW_OF_OTHERS), *own)
