"""One act of billing: the books as they will be when it has ended, at a moment of its own. Not: what is decided in it.

A month may be due at once, when a scenario moves the clock; a renewal of three weeks ago is then written, dated and
told of as of its own second, and not as of the second in which it is caught up with.
"""

from __future__ import annotations

import dataclasses
from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from simulator.provider import Cause, Later, Outcome, Refusal
from simulator.stripe import events
from simulator.stripe.command import Changes, changed
from simulator.stripe.flows.clocks import moving
from simulator.stripe.flows.clocks.living import StoppedClock
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.subscription import Subscription
from simulator.stripe.resources.test_clock import TestClock
from simulator.stripe.shapes import shape
from simulator.world import Books

T = TypeVar("T")


class Work:
    """What one act has decided so far, and the books with that in them. Nothing is stored before the act has ended."""

    def __init__(self, books: Books, at: int | None = None) -> None:
        """Begin now, or at the unix second for which it was due."""
        standing = books.clock
        self._clock = standing.of if isinstance(standing, StoppedClock) else ""
        clock = standing if at is None else StoppedClock(at=at, of=self._clock)
        seen: Any = ChainMap({}, books.objects)  # flows only look ids up, and that it can
        self.books = dataclasses.replace(books, objects=seen, clock=clock)
        self.changes = Changes()
        self.at = clock.now()
        self._due = at is not None and not self._clock

    def put(self, value: T) -> T:
        """Remember a value to store; from now on it is what the books of this act hold."""
        self.changes.put(value)
        return self.seen(value)

    def seen(self, value: T) -> T:
        """Let the books of this act hold a value that another flow has put among the changes."""
        self.books.objects[value.id] = value  # type: ignore[attr-defined]  # whatever is stored has an id
        return value

    def get(self, kind: type[T], name: str | None) -> T | None:
        """Return an object of that kind, None if there is none of that id."""
        found = self.books.objects.get(name or "")
        return found if type(found) is kind else None

    def customer(self, name: str) -> Customer:
        """Return the customer that something belongs to: that one was there when it was made."""
        found: Customer = self.books.objects[name]
        return found

    def tell(self, types: str | tuple[str, ...], value: Any, previous: Mapping[str, Any] | None = None) -> None:
        self.changes.tell(types, value, previous)

    def tell_change(self, types: str | tuple[str, ...], before: Any, after: Any) -> None:
        """Announce what differs; nothing, if nothing that is shown does."""
        previous = changed(shape(self.books, before), shape(self.books, after))
        if previous:
            self.tell(types, after, previous)

    def follow(self, at: float, step: Callable[[Books], Outcome | None]) -> None:
        """Let something happen by itself at that unix second: of the customer's test clock, if they live by one."""
        clock = self.get(TestClock, self._clock)
        if clock is None:
            self.changes.later.append(Later(at, step))
        else:
            self.put(moving.plan(clock, at, step))

    def outcome(self, answer: Any = None, error: Refusal | None = None) -> Outcome:
        """Close the act. The events of one that was due earlier bear the second for which it was due."""
        if self._due:
            self.changes.announcements = [
                replace(told, made=events.event(self.books, told, Cause(), False)) if told.account is None else told
                for told in self.changes.announcements
            ]
        return self.changes.outcome(answer, error)


def subscription_of(work: Work, invoice: Invoice) -> Subscription | None:
    """Return the subscription that an invoice bills; None while it is being made."""
    return work.get(Subscription, invoice.subscription)
