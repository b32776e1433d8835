"""Planted flaws are found by the right control, and nothing else is accused: a fixed few that try every critical one.

The whole matrix is `make detect`; any part of it is judged here when it is asked for by name: `-k area/flaw`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.controls import catalogue
from tests import packages
from tests.detection import MEASURED, Flaw, cover, planted

BYSTANDERS = ("WH-SIG-01/{}/no-header", "WH-IDEM-01/{}/right-behind", "PR-01/{}/amount")
"""Judged beside the flaw's own controls, with its provider, so that a false accusation has a chance to be made."""

UNDETECTED: dict[str, str] = tomllib.loads((Path(__file__).parent / "undetected.toml").read_text())


def _matrix() -> list[object]:
    """Every flaw; of one that is known to go unnoticed it is said why, and strictly: it fails once it is noticed."""
    flaws = planted()
    critical = [control.id for control in catalogue.load().controls.values() if control.severity == "critical"]
    few = {flaw.id for flaw in cover([flaw for flaw in flaws if flaw.id not in UNDETECTED], critical)}
    return [pytest.param(flaw, id=flaw.id, marks=list(_marks(flaw, few))) for flaw in flaws]


def _marks(flaw: Flaw, few: set[str]) -> Iterator[pytest.MarkDecorator]:
    if flaw.id in UNDETECTED:
        yield pytest.mark.xfail(reason=UNDETECTED[flaw.id], strict=True)
    if flaw.id not in few:
        yield pytest.mark.whole_matrix
    if MEASURED & set(flaw.must):
        yield pytest.mark.alone


@pytest.mark.parametrize("flaw", _matrix())
def test_a_planted_flaw_is_found_and_nothing_else_is_accused(flaw: Flaw, tmp_path: Path) -> None:
    packages.are_installed(*flaw.planted_in)
    found = flaw.plant_and_run(tmp_path, {*flaw.must, *(check.format(flaw.provider) for check in BYSTANDERS)})
    failed = found.failed()
    accused = {
        control: [check.summary for check in checks if check.severity in ("critical", "high")]
        for control, checks in failed.items()
        if control not in flaw.must + flaw.may
    }

    assert found.calls != 0, f"{flaw.replaces} was never called: the flaw was not on the path"
    assert set(flaw.must) <= set(failed), f"not noticed: {set(flaw.must) - set(failed)}\n{found.said[-3000:]}"
    assert not any(accused.values()), f"falsely accused: {accused}"


def test_what_is_said_to_go_unnoticed_is_planted() -> None:
    assert set(UNDETECTED) <= {flaw.id for flaw in planted()}
