"""Correct integrations of many shapes are accused of nothing but what is truly wrong with them.

One shop (`shapes/base`) is judged in every shape of `shapes/`: by a few checks that reach most areas, or by the whole
suite with ASSAY_SHAPES=whole, which takes minutes for each.
"""

import os
import tomllib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.detection import Found, run

SHAPES = Path(__file__).parent / "shapes"
NAMES = sorted(file.parent.name for file in SHAPES.glob("*/assay.toml"))
FEW = (
    "WH-SIG-01/stripe/no-header",
    "WH-SIG-11/stripe/no-header",
    "WH-RAW-01/stripe/pretty",
    "WH-IDEM-01/stripe/right-behind",
    "WH-ORD-01/stripe/paid-reversed",
    "WH-ORD-01/stripe/refunded-reversed",
    "SV-01/stripe/not-paid",
    "SV-02/stripe/return-page-says-succeeded",
    "PAY-01/stripe/late-failure",
)
"""What shapes differ in: answers, who verifies, what moves an order, how it is looked at. A second or two for each."""
LEAST_PASSES = 5
"""A run that judges little accuses nobody."""


@pytest.fixture(scope="module")
def runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Found]]]:
    """Judge the shapes that were selected, two at a time."""
    here = [item for item in request.session.items if item.path == Path(__file__) and hasattr(item, "callspec")]
    controls = () if os.environ.get("ASSAY_SHAPES") == "whole" else FEW
    with ThreadPoolExecutor(max_workers=2) as pool:
        started = {
            name: pool.submit(run, SHAPES / name / "assay.toml", tmp_path_factory.mktemp(name), controls)
            for name in (item.callspec.params["name"] for item in here)
        }
        yield started
        for waiting in started.values():
            waiting.cancel()


@pytest.mark.parametrize("name", NAMES)
def test_a_correct_shape_has_no_finding_but_those_that_are_right(name: str, runs: dict[str, Future[Found]]) -> None:
    expected = tomllib.loads((SHAPES / name / "expected.toml").read_text())
    found = runs[name].result()
    failed = {control: [check.summary for check in checks] for control, checks in found.failed().items()}
    false = {control: told for control, told in failed.items() if control not in {*expected["must"], *expected["may"]}}
    passed = [check for check in found.results.checks if check.verdict == "pass"]

    assert not false, f"falsely accused: {false}"
    assert set(expected["must"]) <= set(failed), f"not noticed: {set(expected['must']) - set(failed)}"
    assert len(passed) >= LEAST_PASSES, found.said[-3000:]
