"""One exploration of a target: courses tried, invariants counted, what was found played again elsewhere. Not: printing.

Everything happens to one target, started once: a course makes an order of its own. What breaks an invariant there is
played again with a new target in a new world before it is called a counterexample, for the first one has a history.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from harness.descriptor.model import Descriptor
from harness.exploring.course import Counterexample, Course
from harness.exploring.invariants import Broken
from harness.exploring.playing import play
from harness.exploring.searching import Search
from harness.failures import NoVerdict, WindowShut
from harness.session import Role, Session
from harness.target.target import Target

TRIED_IN_VAIN = 3
"""Courses at the beginning of which none could be judged: nothing can be explored then."""


class Explored(msgspec.Struct, frozen=True, kw_only=True):
    """What an exploration came to."""

    courses: int
    found: tuple[Counterexample, ...]
    unsteady: tuple[Counterexample, ...]
    """What was seen once, and not again with a new target: no counterexample, and worth a look."""
    unanswered: int
    """After how many courses the order could not be made or seen: nothing is known of them."""


class Exploring:
    """An integration to explore: its descriptor, which lies in `folder`, and the provider whose payments are made."""

    def __init__(self, descriptor: Descriptor, folder: Path, provider: str, *, assay: str, seed: int) -> None:
        """Explore with `seed`; `assay` is the version that says so."""
        self._descriptor, self._folder, self._provider = descriptor, folder, provider
        self._assay, self._seed = assay, seed

    def explore(
        self, seconds: float, tried: Callable[[int, Course, Broken | None], None], *, stop_on_first: bool = False
    ) -> Explored:
        """Search for so many seconds of real time, or until the first counterexample.

        `tried` is told of each course with its number.

        Raises NoVerdict where the target cannot be started, WindowShut where no order can be made.
        """
        found: list[Counterexample] = []
        unsteady: list[Counterexample] = []
        number = unanswered = 0
        with self.target() as target:

            def played(course: Course) -> Broken | None:
                nonlocal unanswered
                try:
                    return self._played(target, course)
                except (NoVerdict, WindowShut):
                    unanswered += 1
                    if unanswered == number + 1 == TRIED_IN_VAIN:
                        raise
                    if not target.instance.attached:
                        target.instance.start_again()  # what hangs would hang for every course that follows
                    return None

            def said(course: Course, broken: Broken | None) -> None:
                nonlocal number
                number += 1
                tried(number, course, broken)

            search = Search(played, seconds=seconds, seed=self._seed, tried=said)
            for course, broken in search.counterexamples():
                again = self._again(course)
                if again is not None and again.invariant == broken.invariant:
                    search.confirm(broken)
                    found.append(self._counterexample(course, again))
                    if stop_on_first:
                        break
                else:
                    search.dismiss(course, broken)
                    unsteady.append(self._counterexample(course, broken))
        return Explored(courses=number, found=tuple(found), unsteady=tuple(unsteady), unanswered=unanswered)

    def replay(self, course: Course) -> Broken | None:
        """Play a course with a new target in a new world, and return what it breaks there.

        Raises NoVerdict or WindowShut where that cannot be seen.
        """
        with self.target() as target:
            return self._played(target, course)

    def _again(self, course: Course) -> Broken | None:
        try:
            return self.replay(course)
        except (NoVerdict, WindowShut):
            return None

    @contextmanager
    def target(self) -> Iterator[Target]:
        """Start a target in a world of its own, and stop both at the end. Raises NoVerdict, WindowShut."""
        with tempfile.TemporaryDirectory(prefix="assay-") as work:
            session = Session(self._descriptor, self._folder, Path(work), self._seed)
            role: Role = "test" if self._descriptor.target.base_url else "crash"
            try:
                yield session.target(role, self._provider)
            finally:
                session.close()

    @staticmethod
    def _played(target: Target, course: Course) -> Broken | None:
        target.notebook.begin()
        if not target.instance.running:
            target.instance.start_again()
        return play(target, course)

    def _counterexample(self, course: Course, broken: Broken) -> Counterexample:
        return Counterexample(
            assay=self._assay,
            target=self._descriptor.target.name,
            provider=self._provider,
            invariant=broken.invariant,
            seen=broken.seen,
            seed=self._seed,
            course=course,
        )
