"""Behaviours: pure, seeded functions from schedule to schedule, each a liberty that providers take. Not: executing.

Randomness comes from the keyword `seed` alone, so that what broke a target can be repeated and shrunk.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeVar

from msgspec.structs import replace

from simulator.schedules.schedule import Delivery, Schedule

Behaviour = TypeVar("Behaviour", bound=Callable[..., Schedule])

BEHAVIOURS: dict[str, Callable[..., Schedule]] = {}
"""By name, filled by the decorator below."""


def behaviour(function: Behaviour) -> Behaviour:
    """Enter a behaviour in the table: scenarios that range over behaviours pick it up."""
    BEHAVIOURS[function.__name__] = function
    return function


@behaviour
def duplicate(schedule: Schedule, *, seed: int, copies: int = 1, within: int = 5_000) -> Schedule:
    """Deliver every event `copies` more times, each at most `within` milliseconds after the first.

    Providers promise "at least once", never "once" (Stripe, webhooks: handle duplicate events).
    """
    draw = Random(seed)
    again = tuple(
        replace(delivery, at=delivery.at + draw.randint(0, within), copy=nth)
        for delivery in schedule
        for nth in range(1, copies + 1)
    )
    return _by_time(schedule + again)


@behaviour
def parallel_duplicate(schedule: Schedule, *, seed: int = 0, copies: int = 1) -> Schedule:  # noqa: ARG001 - a behaviour takes a seed; this one draws nothing
    """Release `copies` more of every event in the same instant, on connections of their own.

    A copy is never in turn: it leaves with its original, whose turn it shares. A retry that follows a slow first
    answer makes this ordinary, and a check followed by a write passes every sequential test.
    """
    return tuple(
        twin
        for delivery in schedule
        for twin in (
            delivery,
            *(replace(delivery, copy=nth, in_turn=False) for nth in range(1, copies + 1)),
        )
    )


@behaviour
def reorder(schedule: Schedule, *, seed: int) -> Schedule:
    """Send the same deliveries at the same times, in another order.

    No provider promises an order, and times of creation tie within a second (Stripe, webhooks: event ordering).
    """
    order = list(range(len(schedule)))
    Random(seed).shuffle(order)
    if order == sorted(order):
        order = order[1:] + order[:1]
    return tuple(
        replace(schedule[source], at=slot.at, in_turn=slot.in_turn)
        for slot, source in zip(schedule, order, strict=True)
    )


@behaviour
def delay(schedule: Schedule, *, seed: int, most: int = 5_000) -> Schedule:
    """Send every delivery up to `most` milliseconds late; one may overtake another.

    Providers promise to try soon, and name no number (Stripe, webhooks: delivery behaviour).
    """
    draw = Random(seed)
    return _by_time(tuple(replace(delivery, at=delivery.at + draw.randint(0, most)) for delivery in schedule))


@behaviour
def drop(schedule: Schedule, *, seed: int, count: int = 1) -> Schedule:
    """Leave out `count` deliveries; what stays is untouched and in its order.

    Rarely an event is never generated or delivered: whoever only listens never learns of it.
    """
    lost = set(Random(seed).sample(range(len(schedule)), min(count, len(schedule))))
    return tuple(delivery for nth, delivery in enumerate(schedule) if nth not in lost)


@behaviour
def burst(schedule: Schedule, *, seed: int = 0) -> Schedule:  # noqa: ARG001 - a behaviour takes a seed; this one draws nothing
    """Send everything in one instant, each on a connection of its own.

    Events of one act are told at the same time, and what was held up leaves together.
    """
    return tuple(replace(delivery, at=0, in_turn=False) for delivery in schedule)


@behaviour
def interleave(schedule: Schedule, *, seed: int) -> Schedule:
    """Mix the deliveries of several orders; those of one order keep their order, and the times stay where they are.

    Nothing is promised between orders: whoever keeps "the current order" anywhere mixes them up.
    """
    draw = Random(seed)
    waiting = {order: [d for d in schedule if _order(d) == order] for order in dict.fromkeys(map(_order, schedule))}
    mixed: list[Delivery] = []
    while waiting:
        order = draw.choice(sorted(waiting))
        mixed.append(waiting[order].pop(0))
        if not waiting[order]:
            del waiting[order]
    return tuple(replace(told, at=slot.at, in_turn=slot.in_turn) for told, slot in zip(mixed, schedule, strict=True))


def _order(delivery: Delivery) -> str:
    """Return the name of the order that a delivery is about: what stands before the slash of its label."""
    return delivery.event.partition("/")[0]


def _by_time(deliveries: tuple[Delivery, ...]) -> Schedule:
    """Sort by time; what is planned for one instant keeps its order (the sort is stable)."""
    return tuple(sorted(deliveries, key=_at))


def _at(delivery: Delivery) -> int:
    return delivery.at
