"""Transition tables: one engine for the states of every provider's objects. Not: the tables themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

State = TypeVar("State", bound=str)


@dataclass(frozen=True, slots=True, init=False)
class Move(Generic[State]):
    """The state that follows, and the types of the events that announce it, oldest first."""

    to: State
    announces: tuple[str, ...]

    def __init__(self, to: State, *announces: str) -> None:
        """Keep rows of a table short: `Move("succeeded", "payment_intent.succeeded")`."""
        object.__setattr__(self, "to", to)
        object.__setattr__(self, "announces", announces)


class Forbidden(Exception):  # noqa: N818 - the word of the domain; it is answered, not logged
    """The table has no move for `what` in `state`; `allowed` are the states that have one, in table order."""

    def __init__(self, state: str, what: str, allowed: tuple[str, ...]) -> None:
        """Remember what was tried, so that a provider's own error text can be written from it."""
        super().__init__(f"{what!r} is not possible in state {state!r}; possible in {', '.join(allowed) or 'none'}")
        self.state = state
        self.what = what
        self.allowed = allowed


def follow(moves: Mapping[tuple[State, str], Move[State]], state: State, what: str) -> Move[State]:
    """Return the move for `what` in `state`.

    Raises Forbidden, naming the states that allow `what`, if the table has no such row.
    """
    step = moves.get((state, what))
    if step is None:
        raise Forbidden(state, what, tuple(dict.fromkeys(source for source, event in moves if event == what)))
    return step
