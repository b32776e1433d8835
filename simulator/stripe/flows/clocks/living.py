"""Whose time a call is of: the world's, or that of a test clock. Not: moving a clock.

Customers belong to a clock, and what bills them with them; prices, intents and charges do not (Stripe, "Test clocks").
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from simulator.clock import WorldClock
from simulator.provider import Outcome
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.test_clock import TestClock
from simulator.world import Books

NAMING = ("customer", "subscription", "invoice", "from_subscription", "object", "test_clock", "schedule")
"""Parameters that name whose time it is."""

TIMELESS = (Charge, PaymentMethod)
"""What belongs to a customer and to no clock."""


@dataclass(slots=True)
class StoppedClock(WorldClock):
    """A clock that stands at one second."""

    at: int = 0
    of: str = ""
    """The test clock whose second it is; empty: the world's."""

    def now(self) -> int:
        return self.at

    def precise(self) -> float:
        return float(self.at)


def clock_of(books: Books, names: Iterable[str]) -> TestClock | None:
    """Return the test clock of the first of these objects that lives by one; None if none does."""
    if TestClock not in books.kinds:
        return None
    for name in names:
        clock = _of(books, books.objects.get(name))
        if clock is not None and not clock.deleted:
            return clock
    return None


def _of(books: Books, found: Any) -> TestClock | None:
    if isinstance(found, TestClock):
        return found
    if isinstance(found, TIMELESS):
        return None
    if isinstance(found, PaymentIntent):
        return _of(books, books.objects.get(found.invoice or ""))
    if isinstance(found, Customer):
        return _of(books, books.objects.get(found.test_clock or ""))
    for relative in ("customer", "subscription", "invoice"):
        name = getattr(found, relative, None)
        if isinstance(name, str) and name in books.objects:
            return _of(books, books.objects[name])
    return None


def named(ids: Iterable[str], params: Mapping[str, Any]) -> list[str]:
    """Return the ids that a call names, those of its path first."""
    return [*ids, *(str(params[name]) for name in NAMING if isinstance(params.get(name), str))]


def by_their_clock(books: Books, clock: TestClock | None, at: int | None = None) -> Books:
    """Return the books as of a test clock's time, or of a second on its way; as they are without one."""
    if clock is None:
        return books
    stopped = StoppedClock(at=clock.frozen_time if at is None else at, of=clock.id)
    return dataclasses.replace(books, clock=stopped)


def by_the_world(books: Books, then: Books, done: Outcome) -> Outcome:
    """Return what was done at another time with what follows from it as much later by the world's clock.

    What follows by the test clock stands on its agenda; the rest is of payments, which belong to no clock.
    """
    if then is books or not done.later:
        return done
    ahead = books.clock.precise() - then.clock.precise()
    return replace(done, later=tuple(replace(later, at=later.at + ahead) for later in done.later))
