"""Sleeping until an instant."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import pytest

from simulator.clock import instant
from simulator.delivery.alarm import Alarm

A_THOUSANDTH = 0.001
"""Seconds."""


@contextlib.asynccontextmanager
async def alarm() -> AsyncIterator[Alarm]:
    made = Alarm()
    try:
        yield made
    finally:
        made.close()


def test_everyone_is_woken_at_their_instant_and_never_before_whoever_lay_down_first() -> None:
    """Instants that come sooner are waited for later, too: the timer is set anew for them."""

    async def sleep() -> tuple[list[float], list[float]]:
        woken: list[tuple[float, float]] = []
        async with alarm() as made:
            start = instant() + 0.3  # all lie down before the first instant comes

            async def one(moment: float) -> None:
                await made.until(moment)
                woken.append((moment, instant()))

            ahead = (0.030, 0.010, 0.0105, 0.020, 0.002, 0.0022)
            await asyncio.gather(*(one(start + seconds) for seconds in ahead))
        return [moment for moment, _ in woken], [late for moment, at in woken for late in [at - moment]]

    moments, late = asyncio.run(sleep())

    assert moments == sorted(moments)
    assert min(late) >= 0


@pytest.mark.alone
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there are the loop's timers only")
def test_most_are_woken_within_a_part_of_a_millisecond() -> None:
    """By the loop's own timers every second sleeper would be half a millisecond late, or early."""

    async def sleep() -> list[float]:
        late = []
        async with alarm() as made:
            for nth in range(200):
                moment = instant() + 0.001 + nth % 10 / 10_000
                await made.until(moment)
                late.append(instant() - moment)
        return sorted(late)

    late = asyncio.run(sleep())

    assert late[0] >= 0
    assert late[len(late) // 4] < A_THOUSANDTH / 2


def test_a_moment_that_has_passed_costs_no_turn_of_the_loop() -> None:
    async def sleep() -> list[str]:
        said: list[str] = []
        async with alarm() as made:
            asyncio.get_running_loop().call_soon(said.append, "the loop turned")
            await made.until(instant() - 1)
            return list(said)

    assert asyncio.run(sleep()) == []


def test_whoever_is_cancelled_keeps_nobody_from_being_woken() -> None:
    async def sleep() -> float:
        async with alarm() as made:
            moment = instant() + 0.02
            gone = asyncio.create_task(made.until(moment - 0.01))
            stays = asyncio.create_task(made.until(moment))
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.wait_for(stays, 10)
            return instant() - moment

    assert asyncio.run(sleep()) >= 0
