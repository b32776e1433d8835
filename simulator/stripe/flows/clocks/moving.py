"""A test clock is on its way: what is due by it happens one after the other, then it has arrived. Not: the calls.

Each step is stored and told of for itself, as what is due by the world's clock is. Events bear the time at which they
are made: the world's (unconfirmed).
"""

from __future__ import annotations

import dataclasses
from collections import ChainMap
from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.provider import Later, Outcome
from simulator.stripe import policy
from simulator.stripe.command import Changes
from simulator.stripe.flows.clocks.living import by_the_world, by_their_clock
from simulator.stripe.resources import test_clock as clocks
from simulator.stripe.resources.test_clock import Planned, TestClock
from simulator.world import Books

Step = Callable[..., Outcome | None]


def plan(clock: TestClock, at: float, run: Any) -> TestClock:
    """Return the clock with a step on its agenda: `run` is a `partial` of one of the table's steps, with keywords."""
    return replace(clock, agenda=(*clock.agenda, Planned(at=at, step=_names()[run.func], keywords=run.keywords)))


def _steps() -> dict[str, Step]:
    from simulator.stripe.saving import STEPS  # noqa: PLC0415 - the table names this module's step, too

    return dict(STEPS)


def _names() -> dict[Step, str]:
    return {step: name for name, step in _steps().items()}


def set_off(books: Books, clock: TestClock, target: int) -> tuple[Changes, TestClock]:
    """Let a clock leave for a later second. Returns what that changes, and the clock on its way."""
    changes = Changes()
    moved, told = clocks.move(clock, "sent forward")
    moved = changes.put(replace(moved, target=target))
    changes.tell(told, moved)
    begins = books.clock.precise() + policy.CLOCK_TRAVELS
    changes.later.append(Later(begins, partial(travel_later, clock_id=clock.id, at=begins)))
    return changes, moved


def travel_later(books: Books, clock_id: str, at: float) -> Outcome | None:
    """Do the next thing that is due by a clock on its way, or let it arrive where nothing more is."""
    clock = books.objects.get(clock_id)
    if not isinstance(clock, TestClock) or clock.deleted or clock.target is None:
        return None
    due = [step for step in clock.agenda if step.at <= clock.target]
    if not due:
        return _arrived(clock).outcome(None)
    first = min(due, key=lambda step: step.at)  # of those at one second, the one that was planned first
    agenda = list(clock.agenda)
    agenda.remove(first)
    left = replace(clock, agenda=tuple(agenda))
    seen: Any = ChainMap({clock.id: left}, books.objects)
    now = dataclasses.replace(books, objects=seen)
    then = by_their_clock(now, left, int(first.at))
    done = _steps()[first.step](then, **first.keywords)
    again = Later(at, partial(travel_later, clock_id=clock_id, at=at))
    if done is None:
        return Outcome(None, (left,), later=(again,))
    done = by_the_world(now, then, done)
    return replace(done, puts=(left, *done.puts), later=(*done.later, again))


def _arrived(clock: TestClock) -> Changes:
    changes = Changes()
    moved, told = clocks.move(clock, "arrived")
    moved = changes.put(replace(moved, frozen_time=clock.target or clock.frozen_time, target=None))
    changes.tell(told, moved)
    return changes
