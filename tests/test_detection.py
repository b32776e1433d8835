"""Planted flaws are found by the right control, and nothing else is accused: a fixed few, which reach every control.

The whole matrix is `make detect`; any part of it is judged here when it is asked for by name: `-k area/flaw`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.detection import Flaw, Found, cover, planted

BYSTANDERS = ("WH-SIG-01/stripe/no-header", "WH-IDEM-01", "PR-01/stripe/amount")
"""Judged beside the flaw's own controls, so that a false accusation has a chance to be made."""

UNDETECTED: dict[str, str] = tomllib.loads((Path(__file__).parent / "undetected.toml").read_text())

Runs = dict[str, Future[Found]]


def _matrix() -> list[object]:
    """Every flaw; of one that is known to go unnoticed it is said why, and strictly: it fails once it is noticed."""
    flaws = planted()
    few = {flaw.id for flaw in cover([flaw for flaw in flaws if flaw.id not in UNDETECTED])}
    return [pytest.param(flaw, id=flaw.id, marks=list(_marks(flaw, few))) for flaw in flaws]


def _marks(flaw: Flaw, few: set[str]) -> Iterator[pytest.MarkDecorator]:
    if flaw.id in UNDETECTED:
        yield pytest.mark.xfail(reason=UNDETECTED[flaw.id], strict=True)
    if flaw.id not in few:
        yield pytest.mark.whole_matrix


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Run the flaws that were selected, a few at a time: each is a shop, a simulator and a run of their own."""
    here = [item for item in request.session.items if item.path == Path(__file__) and hasattr(item, "callspec")]
    with ThreadPoolExecutor(max_workers=max(2, (os.cpu_count() or 2) - 1)) as pool:
        started = {
            flaw.id: pool.submit(_judge, flaw, tmp_path_factory.mktemp("flaw"))
            for flaw in (item.callspec.params["flaw"] for item in here)
        }
        yield started
        for waiting in started.values():
            waiting.cancel()


def _judge(flaw: Flaw, folder: Path) -> Found:
    return flaw.plant_and_run(folder, {*flaw.must, *BYSTANDERS})


@pytest.mark.parametrize("flaw", _matrix())
def test_a_planted_flaw_is_found_and_nothing_else_is_accused(flaw: Flaw, runs: Runs) -> None:
    found = runs[flaw.id].result()
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
