"""Searches for a course that breaks an invariant, and makes it small. Not: playing it.

The plainest courses come first, from a table; then Hypothesis draws others, with a seed, until the time is over. What
was found is made smaller here, step by step: each course takes a second or more on a real target, and Hypothesis's own
shrinker, made for functions that take microseconds, tries hundreds. A course is played once; what it came to is kept.
"""

from __future__ import annotations

import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random

import msgspec
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NonInteractiveExampleWarning, NoSuchExample

from harness.exploring.course import MOST_COPIES, MOST_STEPS, Course, Step
from harness.exploring.invariants import Broken, Invariant

DRAWING = settings(
    max_examples=100_000,  # time ends the search, not their number
    phases=[Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
MOST_DISMISSED = 4
"""Courses that break an invariant once, and not with a new target, after which nobody looks for more of the kind."""
SHRINK_S = 60.0
"""Seconds of real time that making one counterexample smaller may take."""

Play = Callable[[Course], Broken | None]
Tried = Callable[[Course, Broken | None], None]


def _course(*steps: Step, early: bool = False) -> Course:
    return Course(steps, early)


def _tell(event: int = 0, copies: int = 0) -> Step:
    return Step("tell", event, copies)


PAY, PAGE, REFUND, PART, DECLINE = Step("pay"), Step("page"), Step("refund"), Step("part_refund"), Step("decline")
CRASH, KILLED, TROUBLE, END = Step("crash"), Step("told_and_killed"), Step("trouble"), Step("end_unpaid")
PLAIN: tuple[Course, ...] = (
    _course(PAY),
    _course(PAY, _tell(), _tell()),
    _course(PAY, _tell(copies=2)),
    _course(PAY, Step("meet")),
    _course(PAY, KILLED),
    _course(PAY, Step("page_overtaken")),
    _course(PAY, Step("reconcile_overtaken")),
    _course(PAY, Step("reconcile_overtaken", after=1)),
    _course(PAY, Step("told_in_trouble")),
    _course(PAGE),
    _course(PAY, PAGE, _tell()),
    _course(early=True),
    _course(DECLINE, PAY, _tell(), _tell(2)),
    _course(DECLINE, _tell(1), PAY, _tell(), _tell(2)),
    _course(PAY, REFUND, _tell(4), _tell()),
    _course(PAY, _tell(), REFUND, _tell(4), _tell()),
    _course(PAY, _tell(), PART, PART, _tell(5), _tell(4)),
    _course(PAY, _tell(), PART, _tell(4), PART, _tell(5)),
    _course(PAY, _tell(2), _tell(1), _tell()),
    _course(PAY, _tell(), _tell(2), _tell(1)),
    _course(END, _tell(1), PAGE),
    _course(PAY, TROUBLE, Step("tell_all")),
    _course(PAY, TROUBLE, _tell()),
    _course(PAY, TROUBLE, _tell(copies=1)),
    _course(PAY, TROUBLE, PAGE),
    _course(PAY, _tell(), CRASH),
    _course(PAY, TROUBLE, _tell(), CRASH),
    _course(PAY, _tell(), CRASH, _tell()),
    _course(PAY, PAGE, REFUND, PAGE),
    _course(PAY, Step("reconcile"), _tell()),
)
"""Duplicates, orders of arrival, meetings, trouble and crashes, each by itself."""

_EVENTS = st.integers(0, 7)
_STEPS = st.one_of(
    st.builds(Step, st.just("tell"), _EVENTS, st.integers(0, MOST_COPIES)),
    st.sampled_from([PAY, DECLINE, REFUND, PART, Step("dispute"), END]),
    st.just(PAGE),
    st.builds(Step, st.just("meet"), _EVENTS),
    st.builds(Step, st.sampled_from(["page_overtaken", "reconcile_overtaken"]), _EVENTS, after=st.integers(0, 1)),
    st.sampled_from([TROUBLE, Step("reconcile"), Step("tell_all"), Step("told_in_trouble"), CRASH, KILLED]),
)
COURSES = st.builds(Course, st.lists(_STEPS, min_size=1, max_size=MOST_STEPS).map(tuple), st.booleans())


class Search:
    """A search that lasts for so many seconds of real time, and what it has tried."""

    def __init__(self, play: Play, *, seconds: float, seed: int, tried: Tried) -> None:
        """Search with `play`; `tried` is told of each course that was played."""
        self._play = play
        self._deadline = time.monotonic() + seconds
        self._random = Random(seed)
        self._tried = tried
        self._known: dict[Course, Broken | None] = {}
        self._done: set[Invariant] = set()
        self._dismissed: Counter[Invariant] = Counter()

    def confirm(self, broken: Broken) -> None:
        """Search no more for what breaks that invariant."""
        self._done.add(broken.invariant)

    def dismiss(self, course: Course, broken: Broken) -> None:
        """Take what a course broke for chance, and search on, unless that was so too often."""
        self._known[course] = None
        self._dismissed[broken.invariant] += 1
        if self._dismissed[broken.invariant] == MOST_DISMISSED:
            self._done.add(broken.invariant)

    def counterexamples(self) -> Iterator[tuple[Course, Broken]]:
        """Yield the smallest courses that were found to break an invariant, each to be confirmed or dismissed."""
        for course in PLAIN:
            if self._over:
                return
            broken = self._outcome(course)
            if broken is not None and broken.invariant not in self._done:
                yield self._shrunk(course, broken)
        while not self._over:
            drawn = self._drawn(lambda broken: broken is not None and broken.invariant not in self._done)
            if drawn is None:
                return
            yield self._shrunk(*drawn)

    @property
    def _over(self) -> bool:
        return time.monotonic() > self._deadline

    def _outcome(self, course: Course) -> Broken | None:
        """Play a course, unless it was played already."""
        if course not in self._known:
            self._known[course] = self._play(course)
            self._tried(course, self._known[course])
        return self._known[course]

    def _drawn(self, wanted: Callable[[Broken | None], bool]) -> tuple[Course, Broken] | None:
        """Draw courses until one is wanted; None when the time is over."""

        def breaks(course: Course) -> bool:
            if self._over and course not in self._known:
                raise _TimeIsOver
            return wanted(self._outcome(course))

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", NonInteractiveExampleWarning)
                course = find(COURSES, breaks, settings=DRAWING, random=self._random)
        except (_TimeIsOver, NoSuchExample):
            return None
        broken = self._known[course]
        return None if broken is None else (course, broken)

    def _shrunk(self, course: Course, broken: Broken) -> tuple[Course, Broken]:
        """Leave out, step by step, whatever is not needed to break the same invariant."""
        deadline = min(time.monotonic() + SHRINK_S, max(self._deadline, time.monotonic() + SHRINK_S / 4))
        smaller = True
        while smaller and time.monotonic() < deadline:
            smaller = False
            for candidate in simpler(course):
                if time.monotonic() > deadline:
                    break
                seen = self._outcome(candidate)
                if seen is not None and seen.invariant == broken.invariant:
                    course, broken, smaller = candidate, seen, True
                    break
        return course, broken


class _TimeIsOver(Exception):  # noqa: N818 - an outcome, not a defect
    """The search has had its time."""


def simpler(course: Course) -> Iterator[Course]:
    """Yield courses that are a little less: without a step, with fewer copies, held earlier, not early."""
    if course.early:
        yield Course(course.steps)
    for nth in reversed(range(len(course.steps))):
        yield Course((*course.steps[:nth], *course.steps[nth + 1 :]), course.early)
    for nth, step in enumerate(course.steps):
        if step.copies:
            fewer = msgspec.structs.replace(step, copies=step.copies - 1)
            yield Course((*course.steps[:nth], fewer, *course.steps[nth + 1 :]), course.early)
        if step.after:
            earlier = msgspec.structs.replace(step, after=step.after - 1)
            yield Course((*course.steps[:nth], earlier, *course.steps[nth + 1 :]), course.early)
