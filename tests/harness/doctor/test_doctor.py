"""The doctor on shops that are correct, and on mistakes in their descriptors and their code: whom does it blame?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.cli.doctor import exit_code
from harness.descriptor import read
from harness.doctor.seen import Step
from harness.doctor.walk import walk
from harness.redaction import Redactor
from harness.session import Session
from simulator.client import SimulatorProcess
from tests.harness.doctor.seeds import (
    CODE,
    DESCRIPTOR,
    FLASK,
    OTHER_CODE,
    OTHER_DESCRIPTOR,
    SMALL,
    Seed,
)

AT_ONCE = 3
WALK = ["start", "checkout", "provider call", "order", "payment", "webhook", "state", "effects", "forgery"]


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorProcess]:
    running = SimulatorProcess.start(seed=1, providers=["stripe"])
    yield running
    running.stop()


def walked(seed: Seed, simulator: SimulatorProcess, folder: Path) -> list[Step]:
    folder.mkdir()
    path = seed.write(folder)
    session = Session(read(path), folder, folder / "work", 1, simulator=simulator)
    try:
        return list(walk(session, Redactor()))
    finally:
        session.close()


def blamed_wrongly(seeds: Sequence[Seed], simulator: SimulatorProcess, folder: Path) -> list[str]:
    """Walk every seed; return what was blamed that is not to blame. A descriptor's mistake is told with its key."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        walks = list(pool.map(lambda one: walked(one[1], simulator, folder / str(one[0])), enumerate(seeds)))
    wrong = []
    for seed, steps in zip(seeds, walks, strict=True):
        blame = next((step.blame for step in steps if step.blame is not None), None)
        assert exit_code(steps) == 2 or seed.side == "code", (seed.name, blame)  # never a finding
        if blame is None or blame.side != seed.side or blame.path[: len(seed.key)] != seed.key:
            wrong.append(f"{seed.name}: {blame}")
    return wrong


@pytest.mark.parametrize("shop", [SMALL, FLASK], ids=["small", "flask"])
def test_a_correct_shop_is_walked_to_its_end(shop: Path, simulator: SimulatorProcess, tmp_path: Path) -> None:
    steps = walked(Seed("none", shop, ""), simulator, tmp_path / "shop")

    assert [step.name for step in steps] == WALK
    assert [step.blame for step in steps] == [None] * len(WALK)
    assert exit_code(steps) == 0
    assert {window for step in steps for window in step.opens} == {"replies", "api_calls", "state"}


def test_of_28_mistakes_27_are_blamed_rightly(simulator: SimulatorProcess, tmp_path: Path) -> None:
    seeds = (*DESCRIPTOR, *CODE)

    wrong = blamed_wrongly(seeds, simulator, tmp_path)
    assert (len(DESCRIPTOR), len(CODE)) == (14, 14)
    assert len(wrong) <= 1, wrong


def test_of_27_mistakes_in_a_shop_of_another_shape_26_are_blamed_rightly(
    simulator: SimulatorProcess, tmp_path: Path
) -> None:
    seeds = (*OTHER_DESCRIPTOR, *OTHER_CODE)

    wrong = blamed_wrongly(seeds, simulator, tmp_path)
    assert (len(OTHER_DESCRIPTOR), len(OTHER_CODE)) == (14, 13)
    assert len(wrong) <= 1, wrong
