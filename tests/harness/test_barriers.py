"""Calls that are held until let go: all of them, or the newest alone."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from harness.barriers import Aside, barrier
from harness.notebook import Notebook
from simulator.client import SimulatorProcess, WorldClient


@pytest.fixture(scope="module")
def world() -> Iterator[WorldClient]:
    with SimulatorProcess.start(seed=1, providers=["stripe"]) as simulator:
        yield simulator.control.new_world(1)


def asks(world: WorldClient) -> Aside[int]:
    """Ask for the balance beside the test; its status comes when the call is let go."""
    stripe = world.provider()
    auth = (stripe.test.secret_key, "")
    return Aside(lambda: httpx.get(f"{stripe.base_url}/v1/balance", auth=auth, trust_env=False).status_code)


def test_the_newest_call_goes_first_and_the_others_wait(world: WorldClient) -> None:
    with barrier(world, Notebook(), "*") as held:
        asked = []
        for number in (1, 2, 3):
            asked.append(asks(world))
            assert held.reached(number, unless=lambda: False)

        held.let_newest_go()
        assert asked[2].result() == 200
        assert held.holding == 2
        held.let_newest_go()
        assert asked[1].result() == 200
        assert (held.holding, asked[0].finished) == (1, False)

        asked.append(asks(world))
        assert held.reached(2, unless=lambda: False), "it goes on holding what comes after"
        held.open()

    assert [one.result() for one in asked] == [200] * 4


def test_letting_the_newest_go_where_none_waits_changes_nothing(world: WorldClient) -> None:
    with barrier(world, Notebook(), "*") as held:
        held.let_newest_go()
        asked = asks(world)
        assert held.reached(unless=lambda: False)

    assert asked.result() == 200
