"""One simulator for all tests of the examples, a world for each."""

from collections.abc import Iterator

import pytest

from simulator.client import SimulatorProcess, WorldClient


@pytest.fixture(scope="session")
def simulator() -> Iterator[SimulatorProcess]:
    with SimulatorProcess.start() as process:
        yield process


@pytest.fixture
def world(simulator: SimulatorProcess) -> Iterator[WorldClient]:
    world = simulator.control.new_world()
    yield world
    world.close()
