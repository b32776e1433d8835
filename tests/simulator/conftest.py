"""A simulator in a process of its own, as harness and people start it, and a small receiver of webhooks."""

from collections.abc import Iterator

import pytest

from simulator.client import SimulatorProcess, WorldClient
from tests.simulator.receiver import Receiver


@pytest.fixture(scope="session")
def simulator() -> Iterator[SimulatorProcess]:
    with SimulatorProcess.start(seed=7) as process:
        yield process


@pytest.fixture
def world(simulator: SimulatorProcess) -> Iterator[WorldClient]:
    made = simulator.control.new_world(seed=1)
    yield made
    made.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as made:
        yield made
