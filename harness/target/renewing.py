"""Subscribers whose first period, or trial, is over by now, and how their news is told. Not: judging what came of it.

Each begins in the past, on the provider's clock: see `periods`.
"""

from __future__ import annotations

from harness.failures import WindowShut
from harness.sandbox import News
from harness.target import periods
from harness.target.plans import declared, plan_with
from harness.target.subscribers import Subscriber
from harness.target.target import Target

LONG_AFTER = 2
"""Days beyond the grace."""
REPEATS = 2
A_MOMENT = 600
"""Seconds after a period's end: it has begun, and where its invoice is open for an hour, nothing is paid."""


def begun_ago(target: Target, ended_ago: float = periods.FRESHLY) -> float:
    """Return how long ago a subscription began whose first period ended so long ago."""
    table, _ = declared(target)
    return periods.one_period(table.plans[plan_with(target, trial=False)].interval, ended_ago=ended_ago)


def beyond_the_grace(target: Target) -> float:
    """Return how many seconds ago a period ended whose own access is over by now, whatever grace there was."""
    _, entitlement = declared(target)
    return ((entitlement.grace_days or 0) + LONG_AFTER) * periods.DAY


class Renewing:
    """A subscriber who has paid a period that is over by now; inside, the provider's clock is at its beginning."""

    def __init__(self, target: Target, *, ended_ago: float = periods.FRESHLY) -> None:
        """Set the clock back, subscribe and pay; nothing is told yet."""
        self.past = periods.Past(target, begun_ago(target, ended_ago))
        self.sample = Subscriber(target, "sample")
        self.sample.pay()

    def granted(self) -> None:
        """Tell of the first payment; the access it gives is not looked at, for it is of the past."""
        self.sample.tell()


def as_told(told: News) -> News:
    """One after another, as the provider told them."""
    return told.in_turn()


def three_times(told: News) -> News:
    """Each three times."""
    return told.each_again(REPEATS)


def backwards(told: News) -> News:
    """The last one first."""
    return told.ordered(lambda plan: tuple(reversed(plan)))


def at_once(told: News) -> News:
    """All in the same moment."""
    return told.each(in_turn=False)


def grace(target: Target) -> int:
    """Return the days of access after a failed renewal. Raises WindowShut where nothing is said of them."""
    _, entitlement = declared(target)
    if entitlement.grace_days is None:
        raise WindowShut("how long access lasts after a failed renewal is not known", needs="[entitlement] grace_days")
    return entitlement.grace_days


def failed(target: Target, *, ago: float, card: str = "declined") -> Renewing:
    """Return a subscriber whose card did not pay when the period ended, so long ago."""
    renewing = Renewing(target, ended_ago=ago)
    renewing.granted()
    renewing.sample.act("change_card", card=card)
    renewing.sample.tell()
    renewing.past.comes_to_present()
    return renewing


def at_the_end_of_a_trial(target: Target, *, card: str | None, ago: float = periods.FRESHLY) -> Subscriber:
    """Return somebody whose trial ended so long ago; None: he never named a card."""
    table, _ = declared(target)
    plan = plan_with(target, trial=True)
    clock = periods.Past(target, table.plans[plan].trial_days * periods.DAY + ago)
    sample = Subscriber(target, "sample", plan=plan)
    if card is not None:
        sample.pay()
    sample.tell()
    if card == "declined":
        sample.act("change_card", card=card)
    clock.comes_to_present()
    return sample
