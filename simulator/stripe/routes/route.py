"""A route: method, path, operation, and the flow that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.provider import Outcome
from simulator.stripe.command import Command


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `answers` is the kind of object that the reply shows: what can be expanded follows from it."""

    method: str
    path: str
    operation: str
    answers: str
    flow: Callable[[Command], Outcome]
    browser: bool = False
    """Whether a publishable key may call it; for an intent only with its client secret."""

    @property
    def v2(self) -> bool:
        """Whether it is of API v2, which speaks JSON."""
        return self.path.startswith("/v2/")
