"""The look at the end of a run at orders that had not moved. Not: what is judged of it (`verdicts/`).

What is refused at once may be done later, by a worker or a timer. What the provider itself has taken since, and has
told of, is no such thing: a bank transfer arrives by itself a while after it was made.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import NamedTuple

import msgspec

from harness.failures import NoVerdict
from harness.keeping import keep
from harness.notebook import Posted
from harness.record import Record
from harness.results import CheckResult
from harness.session import Session
from harness.target.target import Target
from harness.verdicts import proofs
from harness.verdicts.verdict import Verdict, Watch
from simulator.client import SimulatorError

LAST_CHANCE = 1.0
"""Seconds from the end of the last check until its order is looked at once more."""


class _Watched(NamedTuple):
    target: Target
    watch: Watch
    verdict: Verdict
    check: CheckResult
    posted: Posted
    took: bool
    """Whether the provider had taken the sample's money when the check ended."""


class LateLooks:
    """What a worker looks at once more. Times are real."""

    def __init__(self, session: Session, record: Record) -> None:
        self._session = session
        self._record = record
        self._watched: dict[str, _Watched] = {}

    def watch(self, verdict: Verdict, check: CheckResult, posted: Posted) -> None:
        """Look at the orders of this check again at the end, if its verdict asks for it."""
        if verdict.watch is None:
            return
        target = next(one for one in self._session.targets() if verdict.watch.sample in one.orders)
        took = _took_money(target, verdict.watch.sample)
        self._watched[check.id] = _Watched(target, verdict.watch, verdict, check, posted, took)

    def look(self) -> None:
        """Look, and write down each verdict that is another now."""
        self._give_the_last_a_chance()
        for watched in self._watched.values():
            if watched.target.instance.running:
                self._look_at(watched)

    def _look_at(self, watched: _Watched) -> None:
        target, watch, verdict, check, posted, took = watched
        self._session.notebook.begin()
        try:
            sample = target.orders[watch.sample].look()
            blank = target.orders[watch.blank].look()
        except NoVerdict as gone:
            self._record.note("late look", check=check.id, problem=str(gone))
            return
        revised = proofs.late(verdict, sample=sample, blank=blank)
        if revised is None:
            return
        if not took and _took_money(target, watch.sample):
            self._record.note("late look", check=check.id, problem="the provider has taken its money since")
            return
        now = msgspec.structs.replace(check, verdict=revised.word, summary=revised.summary)
        found = keep(now, posted, self._session.targets(), self._record)
        self._record.late_look(check.id, revised, self._session.notebook.page(), found.deliveries)

    def _give_the_last_a_chance(self) -> None:
        """Let what the sentinel of the last check has overtaken arrive: for all others there was time since."""
        last = next(reversed(self._watched.values()), None)
        if last is None:
            return
        target, ended = last.target, last.posted.ended
        if last.verdict.word == "pass" and target.instance.running and time.time() < ended + LAST_CHANCE:
            order = target.orders[last.watch.sample]
            with suppress(NoVerdict):
                moved = order.moved if last.watch.for_what == "moved" else order.fulfilled
                target.patience.settle_within(moved, LAST_CHANCE)


def _took_money(target: Target, order: str) -> bool:
    """Whether the provider's books say that the order was paid; False too where they cannot be asked any more."""
    with suppress(SimulatorError):
        return target.took_money(target.orders[order].payment)
    return False
