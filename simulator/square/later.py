"""What Square does by itself is done, dated and told of as of the moment for which it was due. Not: what that is.

A world's clock may be moved by a month: a fee of three weeks ago is then written as of its own second, and stands
before what came after it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate

from msgspec.structs import replace

from simulator.clock import StoppedClock
from simulator.provider import Cause, Later, Outcome
from simulator.square import events
from simulator.world import Books

Step = Callable[Concatenate[Books, ...], Outcome | None]


def dated(step: Step) -> Step:
    """Let a step take place at the moment `at`, if one is given, and its events bear it."""

    @wraps(step)
    def run(books: Books, *args: Any, at: float | None = None, **told: Any) -> Outcome | None:
        if at is None:
            return step(books, *args, **told)
        then = dataclasses.replace(books, clock=StoppedClock(at=at))
        done = step(then, *args, **told)
        return None if done is None else as_of(then, done)

    return run


def as_of(books: Books, done: Outcome) -> Outcome:
    """Return what was done with its events made by the clock of these books."""
    told = tuple(
        one if one.made is not None else replace(one, made=events.event(books, one, Cause(), False))
        for one in done.announcements
    )
    return replace(done, announcements=told)


def after(books: Books, seconds: float, step: Step, **told: Any) -> Later:
    """Return what is to follow by itself so many seconds from now: a step that is `dated`."""
    at = books.clock.precise() + seconds
    return Later(at, partial(step, **told, at=at))
