"""TestClock: a time of its own for a few customers, moved by the merchant. Not: what happens as it moves.

Source: Stripe, "The Test Clock object".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["ready", "advancing", "internal_failure"]

TOLD = "test_helpers.test_clock."

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("ready", "sent forward"): Move("advancing", TOLD + "advancing"),
    ("advancing", "arrived"): Move("ready", TOLD + "ready"),
}


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A step that is due at a second of the clock: its name in the table of steps, and its keywords."""

    at: float
    step: str
    keywords: Mapping[str, Any] = {}


class TestClock(msgspec.Struct, frozen=True, kw_only=True):
    """A clock that stands until it is advanced. Times are unix seconds; `created` is of the world's clock."""

    __test__ = False  # its name is Stripe's, and no test of ours

    id: str
    created: int
    deletes_after: int
    frozen_time: int
    name: str | None = None
    status: Status = "ready"
    target: int | None = None
    """Where it is on its way to; None while it stands."""
    agenda: tuple[Planned, ...] = ()
    """What its customers' billing has due by it, as it was planned. Not shown."""
    deleted: bool = False


def move(clock: TestClock, what: str) -> tuple[TestClock, tuple[str, ...]]:
    """Return `clock` after `what` happened, and the types of the events to announce. Raises Forbidden."""
    step = follow(MOVES, clock.status, what)
    return replace(clock, status=step.to), step.announces
