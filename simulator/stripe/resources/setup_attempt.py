"""SetupAttempt: one confirmation of a setup intent, and what came of it. Not: the intent, or the method.

Source: Stripe, "The SetupAttempt object"; its states as listed there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal["requires_confirmation", "requires_action", "processing", "succeeded", "failed", "abandoned"]

# (state, what happened)  ->  next state; no event tells of an attempt
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("requires_confirmation", "challenged"): Move("requires_action"),
    ("requires_confirmation", "set up"): Move("succeeded"),
    ("requires_confirmation", "declined"): Move("failed"),
    ("requires_action", "set up"): Move("succeeded"),
    ("requires_action", "declined"): Move("failed"),
    ("requires_action", "given up"): Move("abandoned"),
}


class SetupAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt to set a method up."""

    id: str
    created: int
    setup_intent: str
    method: Any
    """The payment method as it was: the value itself, not its id."""
    usage: str
    status: Status = "requires_confirmation"
    customer: str | None = None
    on_behalf_of: str | None = None
    setup_error: Mapping[str, Any] | None = None
    three_d_secure: Mapping[str, Any] | None = None


def move(attempt: SetupAttempt, what: str) -> tuple[SetupAttempt, tuple[str, ...]]:
    """Return `attempt` after `what` happened; nothing is announced. Raises Forbidden for what the table has not."""
    step = follow(MOVES, attempt.status, what)
    return replace(attempt, status=step.to), step.announces
