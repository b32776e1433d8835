"""Changes that are dated: what was due three weeks ago is told of as of its own second. Not: deciding it."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from msgspec.structs import replace

from simulator.clock import StoppedClock
from simulator.paypal import events
from simulator.paypal.command import Changes
from simulator.paypal.resources.plan import Plan
from simulator.paypal.resources.subscription import Subscription
from simulator.paypal.terms import Terms
from simulator.provider import Cause, Outcome
from simulator.world import Books

T = TypeVar("T")


class Due(Changes):
    """Changes of what was due at unix second `at`, whenever it is caught up with."""

    def __init__(self, books: Books, at: int) -> None:
        super().__init__(dataclasses.replace(books, clock=StoppedClock(at=at)))

    def outcome(self, answer: Any = None, status: int = 200, objects: tuple[str, ...] = ()) -> Outcome:
        self.announcements = [
            replace(told, made=events.event(self.books, told, Cause(), False)) for told in self.announcements
        ]
        return super().outcome(answer, status, objects)


def plan_of(changes: Changes, subscription: Subscription) -> Plan:
    """Return the plan of a subscription: that one was there when it was made, and plans are never deleted."""
    found: Plan = changes.get(subscription.plan)
    return found


def terms_of(changes: Changes, subscription: Subscription) -> Terms:
    """Return what a subscription is charged by: its own terms, or its plan's."""
    return subscription.terms or plan_of(changes, subscription).terms
