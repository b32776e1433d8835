"""The laws of the behaviours. Each test's docstring is the law as a sentence."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from simulator.delivery.plan import volleys
from simulator.delivery.shot import Shot
from simulator.schedules.behaviours import (
    BEHAVIOURS,
    burst,
    delay,
    drop,
    duplicate,
    interleave,
    parallel_duplicate,
    reorder,
)
from simulator.schedules.schedule import BODY_FORMS, Delivery, Schedule, from_json, to_json

deliveries = st.builds(
    Delivery,
    event=st.sampled_from(["order-1/payment_intent.created", "order-1/payment_intent.succeeded", "order-2/charge.x"]),
    at=st.integers(0, 20_000),
    in_turn=st.booleans(),
    form=st.sampled_from(BODY_FORMS),
)


def by_time(planned: list[Delivery]) -> Schedule:
    return tuple(sorted(planned, key=lambda delivery: delivery.at))


schedules = st.lists(deliveries, max_size=8).map(by_time)
seeds = st.integers(0, 2**32)


@given(schedules, seeds, st.integers(0, 3))
def test_duplicate_only_adds(schedule: Schedule, seed: int, copies: int) -> None:
    """What was planned is still there, untouched and in its order; all else is a copy of it."""
    planned = duplicate(schedule, seed=seed, copies=copies)

    assert tuple(d for d in planned if d.copy == 0) == schedule
    assert len(planned) == len(schedule) * (copies + 1)
    assert planned == duplicate(schedule, seed=seed, copies=copies)


@given(schedules, seeds, st.integers(0, 10_000))
def test_a_duplicate_comes_after_its_original_and_within_the_time(schedule: Schedule, seed: int, within: int) -> None:
    """A copy is never early, and never later than `within` milliseconds."""
    planned = duplicate(schedule, seed=seed, within=within)
    first = [d.at for d in schedule]
    copied = [d.at for d in planned if d.copy == 1]

    assert all(any(0 <= late - early <= within for early in first) for late in copied)
    assert [d.at for d in planned] == sorted(d.at for d in planned)


@given(schedules, seeds, st.integers(1, 3))
def test_a_parallel_duplicate_leaves_with_its_original(schedule: Schedule, seed: int, copies: int) -> None:
    """What was planned is still there, untouched and in its order, and each original has all its copies beside it."""
    planned = parallel_duplicate(schedule, seed=seed, copies=copies)
    together = [planned[start : start + copies + 1] for start in range(0, len(planned), copies + 1)]

    assert tuple(d for d in planned if d.copy == 0) == schedule
    for original, *again in together:
        assert [replace(d, copy=0, in_turn=original.in_turn) for d in again] == [original] * copies
        assert [d.copy for d in again] == list(range(1, copies + 1))
        assert not any(d.in_turn for d in again)


@given(schedules, seeds)
def test_parallel_duplicates_are_of_one_volley(schedule: Schedule, seed: int) -> None:
    """The engine releases a copy in the same instant as its original, also when that waits for its turn."""
    shots = [_shot(d) for d in parallel_duplicate(schedule, seed=seed, copies=2)]

    for volley in volleys(shots):
        counted = Counter(shot.delivery.copy for shot in volley)
        assert counted[0] == counted[1] == counted[2]


@given(schedules, seeds)
def test_reorder_sends_the_same_at_the_same_times(schedule: Schedule, seed: int) -> None:
    """No delivery is lost or added, the times and turns stay where they were; only who comes when is another."""
    planned = reorder(schedule, seed=seed)

    assert [(d.at, d.in_turn) for d in planned] == [(d.at, d.in_turn) for d in schedule]
    assert Counter((d.event, d.form) for d in planned) == Counter((d.event, d.form) for d in schedule)
    assert planned == reorder(schedule, seed=seed)


@given(seeds, st.integers(2, 8))
def test_reorder_never_leaves_all_as_it_was(seed: int, size: int) -> None:
    """Of two or more different deliveries at least one comes at another time."""
    schedule = tuple(Delivery(event=f"event-{nth}", at=nth) for nth in range(size))

    assert reorder(schedule, seed=seed) != schedule


@given(schedules, seeds, st.integers(0, 10_000))
def test_delay_only_makes_late(schedule: Schedule, seed: int, most: int) -> None:
    """The same deliveries, none early, none later than `most`, in the order of their times."""
    planned = delay(schedule, seed=seed, most=most)

    assert Counter(replace(d, at=0).event for d in planned) == Counter(d.event for d in schedule)
    assert sum(d.at for d in schedule) <= sum(d.at for d in planned) <= sum(d.at + most for d in schedule)
    assert [d.at for d in planned] == sorted(d.at for d in planned)
    assert planned == delay(schedule, seed=seed, most=most)


@given(schedules, seeds, st.integers(0, 10))
def test_drop_only_leaves_out(schedule: Schedule, seed: int, count: int) -> None:
    """What stays is untouched and in its order, and exactly `count` are missing, if there were so many."""
    planned = drop(schedule, seed=seed, count=count)
    remaining = iter(schedule)

    assert all(delivery in remaining for delivery in planned)
    assert len(planned) == max(0, len(schedule) - count)


@given(schedules, seeds)
def test_every_behaviour_makes_a_schedule_that_survives_being_written(schedule: Schedule, seed: int) -> None:
    """Whatever a behaviour returns is a schedule: saved as JSON and read again it is the same."""
    for behaviour in BEHAVIOURS.values():
        planned = behaviour(schedule, seed=seed)

        assert from_json(to_json(planned)) == planned


def test_the_table_holds_what_the_module_defines() -> None:
    assert set(BEHAVIOURS) == {"burst", "interleave", "duplicate", "parallel_duplicate", "reorder", "delay", "drop"}


def _shot(delivery: Delivery) -> Shot:
    return Shot(None, None, None, None, None, None, delivery)  # type: ignore[arg-type]


@given(schedules, seeds)
def test_a_burst_leaves_in_one_instant_and_loses_nothing(schedule: Schedule, seed: int) -> None:
    """Everything is there, and nothing waits for anything."""
    planned = burst(schedule, seed=seed)

    assert [(d.event, d.copy) for d in planned] == [(d.event, d.copy) for d in schedule]
    assert {(d.at, d.in_turn) for d in planned} <= {(0, False)}


@given(schedules, seeds)
def test_interleaving_keeps_the_order_within_each_order(schedule: Schedule, seed: int) -> None:
    """Of each order the same deliveries in the same order; the times belong to the places, not to the deliveries."""
    planned = interleave(schedule, seed=seed)
    orders = {d.event.partition("/")[0] for d in schedule}

    for order in orders:
        told = [[d.event for d in plan if d.event.partition("/")[0] == order] for plan in (schedule, planned)]
        assert told[0] == told[1]
    assert [d.at for d in planned] == [d.at for d in schedule]
    assert planned == interleave(schedule, seed=seed)
