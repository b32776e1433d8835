"""What is counted as waiting for nothing: the last pause, all that came to nothing, and pauses of our own."""

from __future__ import annotations

import time

import pytest

from harness import idling
from harness.windows.settle import Patience

PAUSE = 0.02


@pytest.fixture
def what(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


def test_of_a_wait_that_ends_well_only_the_last_pause_counts(what: str) -> None:
    looking = idling.Looking(what)
    for _ in range(5):
        looking.pause(PAUSE)

    assert looking.ended(held=True)
    assert PAUSE - 0.001 <= idling.counted()[what] < 4 * PAUSE


def test_who_need_not_wait_counts_nothing(what: str) -> None:
    assert idling.Looking(what).ended(held=True)
    assert idling.counted()[what] == 0.0


def test_of_a_wait_that_comes_to_nothing_all_counts_looks_included(what: str) -> None:
    looking = idling.Looking(what)
    time.sleep(PAUSE)  # a look that takes its time
    for _ in range(3):
        looking.pause(PAUSE)

    assert not looking.ended(held=False)
    assert idling.counted()[f"{what} in vain"] >= 4 * PAUSE - 0.001


def test_a_pause_of_our_own_counts_whole(what: str) -> None:
    idling.rest(what, PAUSE)

    assert idling.counted()[what] >= PAUSE - 0.001


def test_settling_in_vain_is_counted() -> None:
    before = idling.counted().get("settling in vain", 0.0)
    Patience(10.0).settle_within(lambda: False, 0.1)

    assert idling.counted()["settling in vain"] - before >= 0.1


def test_the_time_that_a_stimulus_takes_is_not_counted() -> None:
    before = idling.counted()
    assert not Patience(0.1).settle_during(lambda: False, PAUSE)

    assert idling.counted() == before
