"""A search tries the plainest courses first, then draws; what it finds it makes small. The target is a function."""

from __future__ import annotations

from collections.abc import Callable

from harness.exploring.course import Course, Step
from harness.exploring.invariants import Broken
from harness.exploring.searching import MOST_DISMISSED, PLAIN, Search, simpler

TWICE = Broken("one-fulfilment", "mails happened 2 times instead of 1")
LATE = Broken("final-state", "the provider says paid, and the order is failed")


def searched(
    play: Callable[[Course], Broken | None], *, seconds: float = 20.0, seed: int = 0
) -> tuple[list[tuple[Course, Broken]], list[Course]]:
    tried: list[Course] = []
    search = Search(play, seconds=seconds, seed=seed, tried=lambda course, _broken: tried.append(course))
    found = []
    for one in search.counterexamples():
        found.append(one)
        break
    return found, tried


def doubles(course: Course) -> Broken | None:
    """A shop that ships for every delivery after the payment."""
    does = [step.do for step in course.steps]
    paid = "pay" in does and sum(step.deliveries for step in course.steps[does.index("pay") :]) > 1
    return TWICE if paid else None


def forgets_in_a_crash(course: Course) -> Broken | None:
    """One that no plain course finds: a refund told, then two crashes."""
    does = [step.do for step in course.steps]
    return LATE if does.count("crash") > 1 and "refund" in does else None


def test_a_plain_mistake_is_found_by_a_plain_course_and_made_small() -> None:
    ((course, broken),), tried = searched(doubles)

    assert broken == TWICE
    assert course.size == (2, 2) or course.size == (2, 3)
    assert set(tried) & set(PLAIN)


def test_what_no_plain_course_finds_is_drawn_and_made_small() -> None:
    ((course, broken),), _ = searched(forgets_in_a_crash)

    assert broken == LATE
    assert sorted(step.do for step in course.steps) == ["crash", "crash", "refund"]


def test_the_same_seed_tries_the_same_courses() -> None:
    assert searched(forgets_in_a_crash, seed=7)[1] == searched(forgets_in_a_crash, seed=7)[1]
    assert searched(forgets_in_a_crash, seed=7)[1] != searched(forgets_in_a_crash, seed=8)[1]


def test_no_course_is_played_twice() -> None:
    _, tried = searched(forgets_in_a_crash)

    assert len(tried) == len(set(tried))


def test_a_search_that_finds_nothing_ends_with_its_time() -> None:
    found, tried = searched(lambda _course: None, seconds=0.5)

    assert found == []
    assert len(tried) > len(PLAIN)


def test_what_is_simpler_is_smaller() -> None:
    course = Course((Step("pay"), Step("tell", copies=2), Step("crash")), early=True)

    assert all(candidate.size < course.size for candidate in simpler(course))
    assert len(list(simpler(course))) == 5


def test_an_answer_that_is_held_earlier_is_simpler() -> None:
    course = Course((Step("pay"), Step("reconcile_overtaken", after=1)))

    assert Course((Step("pay"), Step("reconcile_overtaken"))) in list(simpler(course))
    assert all(candidate.size < course.size for candidate in simpler(course))


def test_what_is_dismissed_does_not_hide_what_else_breaks_the_same() -> None:
    """The first course that breaks it was chance; those behind it are not, and too much chance ends the search."""
    search = Search(doubles, seconds=20.0, seed=0, tried=lambda _course, _broken: None)
    shown = []
    for course, broken in search.counterexamples():
        shown.append(course)
        if len(shown) == 2:
            search.confirm(broken)
            break
        search.dismiss(course, broken)

    assert len(set(shown)) == 2

    tired = Search(doubles, seconds=20.0, seed=0, tried=lambda _course, _broken: None)
    for course, broken in tired.counterexamples():
        tired.dismiss(course, broken)
        if len(shown) > 10:
            break
        shown.append(course)
    assert len(shown) == 2 + MOST_DISMISSED
