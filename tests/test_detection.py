"""The detection matrix: every planted flaw is found by the right control, and nothing else is accused."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.detection import Flaw, Found, flaws, run_with

BYSTANDERS = ("WH-SIG-01/stripe/no-header", "WH-IDEM-01", "PR-01/stripe/amount")
"""Judged beside the flaw's own controls, so that a false accusation has a chance to be made."""

UNDETECTED: dict[str, str] = tomllib.loads((Path(__file__).parent / "undetected.toml").read_text())


def _matrix() -> list[object]:
    """Every flaw; of one that is known to go unnoticed it is said why, and strictly: it fails once it is noticed."""
    reasons = {flaw.id: UNDETECTED.get(flaw.id) for flaw in flaws()}
    marks = {name: [pytest.mark.xfail(reason=why, strict=True)] for name, why in reasons.items() if why}
    return [pytest.param(flaw, id=flaw.id, marks=marks.get(flaw.id, [])) for flaw in flaws()]


@pytest.fixture(scope="session")
def runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Found]]]:
    """Run the flaws that were selected, a few at a time: each is a shop, a simulator and a run of their own."""
    parameters = [_parameters(item) for item in request.session.items]
    selected = [given["flaw"] for given in parameters if "flaw" in given]
    with ThreadPoolExecutor(max_workers=max(2, (os.cpu_count() or 2) - 1)) as pool:
        started = {
            flaw.id: pool.submit(run_with, flaw, tmp_path_factory.mktemp("flaw"), {*flaw.must, *flaw.may, *BYSTANDERS})
            for flaw in selected
        }
        yield started
        for waiting in started.values():
            waiting.cancel()


def _parameters(item: pytest.Item) -> dict[str, Flaw]:
    here = getattr(item, "originalname", None) == test_a_planted_flaw_is_found_and_nothing_else_is_accused.__name__
    return item.callspec.params if here else {}  # type: ignore[attr-defined] # only parametrised items have it


@pytest.mark.parametrize("flaw", _matrix())
def test_a_planted_flaw_is_found_and_nothing_else_is_accused(flaw: Flaw, runs: dict[str, Future[Found]]) -> None:
    found = runs[flaw.id].result()
    failed = found.failed()
    accused = {
        control: [check.summary for check in checks if check.severity in ("critical", "high")]
        for control, checks in failed.items()
        if control not in flaw.must + flaw.may
    }

    assert found.calls > 0, f"{flaw.replaces} was never called: the flaw was not on the path"
    assert set(flaw.must) <= set(failed), f"not noticed: {set(flaw.must) - set(failed)}\n{found.said[-3000:]}"
    assert not any(accused.values()), f"falsely accused: {accused}"


def test_what_is_said_to_go_unnoticed_is_planted() -> None:
    assert set(UNDETECTED) <= {flaw.id for flaw in flaws()}
