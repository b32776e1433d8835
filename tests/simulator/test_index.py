"""The index lags behind what is stored, never goes back, and is the same for the same seed."""

from dataclasses import dataclass
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from simulator.index import Index


@dataclass(frozen=True)
class Thing:
    id: str
    version: int


class Other(Thing):
    pass


LEAST, MOST = 2.0, 20.0


def index(seed: int = 1) -> Index:
    return Index(frozenset({Thing}), (LEAST, MOST), Random(seed))


def filled(writes: list[tuple[str, float]], seed: int = 1) -> tuple[Index, float]:
    """Return an index that has noted one version after the other, each so many seconds after the one before."""
    made, now = index(seed), 0.0
    for version, (name, later) in enumerate(writes):
        now += later
        made.note(Thing(name, version), now)
    return made, now


def shown(made: Index, now: float) -> list[Thing]:
    return list(made.newest_first(Thing, now))


WRITES = st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 10)), max_size=20)


@given(WRITES, st.integers(0, 99))
def test_in_the_end_everything_is_found_as_it_is_newest_first(writes: list[tuple[str, float]], seed: int) -> None:
    made, now = filled(writes, seed)
    latest = {name: Thing(name, version) for version, (name, _) in enumerate(writes)}
    born = list(dict.fromkeys(name for name, _ in writes))

    assert shown(made, now + MOST) == [latest[name] for name in reversed(born)]
    assert all(made.knows(Thing, name) and not made.knows(Other, name) for name in born)


@given(WRITES, st.integers(0, 99), st.lists(st.floats(0, 30), max_size=8))
def test_what_was_found_never_becomes_older(writes: list[tuple[str, float]], seed: int, looks: list[float]) -> None:
    made, now = filled(writes, seed)
    again, _ = filled(writes, seed)
    seen: dict[str, int] = {}
    for look in sorted(looks):
        found = {thing.id: thing.version for thing in shown(made, now + look)}
        assert all(found[name] >= version for name, version in seen.items())
        assert found == {thing.id: thing.version for thing in shown(again, now + look)}
        seen = found


def test_nothing_is_found_at_once() -> None:
    made, _ = filled([("a", 0.0), ("b", 0.0)])

    assert shown(made, LEAST - 0.01) == []
    assert {thing.id for thing in shown(made, MOST)} == {"a", "b"}


def test_an_object_is_judged_as_it_was_until_its_change_is_indexed() -> None:
    made = index()
    made.note(Thing("a", 0), 0.0)
    made.note(Thing("a", 1), 100.0)

    assert shown(made, 101.0) == [Thing("a", 0)]
    assert shown(made, 120.0) == [Thing("a", 1)]


@given(st.integers(1, 30), st.integers(1, 7))
def test_pages_end_to_end_are_the_whole(count: int, size: int) -> None:
    made, _ = filled([(f"id{nth}", 0.0) for nth in range(count)])
    pages: list[str] = []
    below = None
    for _ in range(count + 1):
        page = [thing.id for _, thing in zip(range(size), made.newest_first(Thing, MOST, below), strict=False)]
        if not page:
            break
        pages += page
        below = page[-1]

    assert pages == [f"id{nth}" for nth in reversed(range(count))]


def test_other_kinds_are_not_kept() -> None:
    made = index()
    made.note(Other("a", 0), 0.0)

    assert list(made.newest_first(Other, MOST)) == []
