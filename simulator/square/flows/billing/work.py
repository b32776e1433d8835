"""One act of billing: the books as they will be when it has ended, at a moment of its own. Not: what is decided in it.

A month may be due at once, when a scenario moves the clock; a renewal of three weeks ago is then written, dated and
told of as of its own moment, and not as of the one in which it is caught up with.
"""

from __future__ import annotations

import dataclasses
from collections import ChainMap
from collections.abc import Callable
from typing import Any, TypeVar

from simulator.clock import StoppedClock
from simulator.provider import Later, Outcome
from simulator.square.command import Changes
from simulator.square.later import as_of
from simulator.world import Books

T = TypeVar("T")


class Work:
    """What one act has decided so far, and the books with that in them. Nothing is stored before the act has ended."""

    def __init__(self, books: Books, at: float | None = None) -> None:
        """Begin now, or at the unix second for which it was due."""
        self._due = at is not None
        self.at = books.clock.precise() if at is None else at
        seen: Any = ChainMap({}, books.objects)  # flows only look ids up, and that it can
        self.books = dataclasses.replace(books, objects=seen, clock=StoppedClock(at=self.at))
        self.changes = Changes()

    @property
    def milliseconds(self) -> int:
        return int(self.at * 1000)

    def put(self, value: T) -> T:
        """Remember a value to store; from now on it is what the books of this act hold."""
        self.changes.put(value)
        self.books.objects[value.id] = value  # type: ignore[attr-defined]  # whatever is stored has an id
        return value

    def get(self, kind: type[T], name: str | None) -> T | None:
        """Return an object of that kind, None if there is none of that id."""
        found = self.books.objects.get(name or "")
        return found if type(found) is kind else None

    def tell(self, types: tuple[str, ...], value: Any) -> None:
        for event_type in types:
            self.changes.tell(event_type, value)

    def follow(self, at: float, step: Callable[[Books], Outcome | None]) -> None:
        """Let something happen by itself at that unix second."""
        self.changes.later.append(Later(at, step))

    def take(self, done: Outcome) -> None:
        """Let what another flow has decided be part of this act."""
        for value in done.puts:
            self.put(value)
        self.changes.announcements += done.announcements
        self.changes.later += done.later

    def outcome(self, answer: Any = None) -> Outcome:
        """Close the act. The events of one that was due earlier bear the moment for which it was due."""
        done = self.changes.outcome(answer)
        return as_of(self.books, done) if self._due else done
