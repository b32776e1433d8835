"""Sends the deliveries of a file again, through a simulator of its own. Not: the file, nor what is said of it.

Each schedule is executed as it was. The next one waits until those have been answered that had been answered before
it then, however long that takes now (somebody may stand at a breakpoint), and as long after them as it did then.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from harness.deliveries import Kept, Round, Sent
from simulator.client import BrokenPointer, DeliveryRecord, SimulatorProcess, WorldClient, changed
from simulator.schedules.schedule import Delivery

PATIENT = 600.0
"""Seconds that a delivery waits for its answer: whoever debugs is slow."""
IMPATIENT = 12.0
"""The same where a target did not answer then either."""
NEVER = ("assay.never",)
"""Nothing that happens in the simulator's own world is told."""


class Way(NamedTuple):
    """How the deliveries are sent this time."""

    to: str
    secret: str
    """The target's own webhook secret."""
    quick: bool = False
    """Without waiting: each as soon as the one before is answered; what left in one instant still does."""
    timeout: float | None = None
    """Seconds that each delivery waits for its answer."""


class Again(NamedTuple):
    """One delivery, then and now."""

    sent: Sent
    unasked: bool
    record: DeliveryRecord

    @property
    def same(self) -> bool:
        """It was answered as it was then."""
        return (self.record.status, self.record.error) == (self.sent.answered.status, self.sent.answered.error)


def with_values(kept: Kept, values: Mapping[str, Any]) -> Kept:
    """Return the same deliveries with the place of each JSON pointer set in every event that has such a place.

    Raises BrokenPointer for a pointer that leads nowhere in all of them.
    """
    events = dict(kept.events)
    for pointer, value in values.items():
        nowhere: BrokenPointer | None = None
        found = False
        for name, body in events.items():
            try:
                events[name] = changed(body, {pointer: value})
                found = isinstance(events[name], dict)
            except BrokenPointer as broken:
                nowhere = broken
        if not found:
            raise nowhere or BrokenPointer(f"{pointer!r} is the whole event. Name a place in it: '/data/object/…'")
    rounds = tuple(
        msgspec.structs.replace(one, deliveries=tuple(_without_set(sent, values) for sent in one.deliveries))
        for one in kept.rounds
    )
    return msgspec.structs.replace(kept, events=events, rounds=rounds)


def with_texts(kept: Kept, texts: Mapping[str, str]) -> Kept:
    """Return the same deliveries with each text that is one of `texts` as a whole replaced, wherever it stands."""
    rounds = tuple(
        msgspec.structs.replace(
            one,
            deliveries=tuple(
                msgspec.structs.replace(sent, set=_replaced(sent.set, texts), alter=_replaced(sent.alter, texts))
                for sent in one.deliveries
            ),
        )
        for one in kept.rounds
    )
    return msgspec.structs.replace(kept, rounds=rounds, events=_replaced(kept.events, texts))


def with_new_ids(kept: Kept) -> Kept:
    """Return the same deliveries under event ids that no target has seen; copies of one event still share its id."""
    ids = {body["id"] for body in kept.events.values() if isinstance(body.get("id"), str)}
    return with_texts(kept, {known: f"evt_again{secrets.token_hex(10)}" for known in ids})


def replay(kept: Kept, way: Way) -> Iterator[Again]:
    """Send them, and yield each when its round has ended, in the order of the file.

    Raises SimulatorError for what the simulator refuses, such as an address that is not on this machine.
    """
    with ThreadPoolExecutor() as threads, SimulatorProcess.start() as simulator:
        world = simulator.control.new_world(kept.seed)
        signers = _signers(world, kept, way)
        for name, body in kept.events.items():
            world.give(name, msgspec.json.encode(body), provider=kept.provider)

        def send(one: Round) -> list[DeliveryRecord]:
            schedule = [sent.again(sign_as=signers[sent.secrets]) for sent in one.deliveries]
            timeout = way.timeout or (IMPATIENT if _hung(one) else PATIENT)
            return world.deliver(_quickly(schedule) if way.quick else schedule, provider=kept.provider, timeout=timeout)

        under_way: list[tuple[Round, Future[list[DeliveryRecord]]]] = []
        for place, one in enumerate(kept.rounds):
            pause, beside = _pause(kept.rounds[:place], one)
            if not beside:
                yield from _ended(under_way)
                under_way.clear()
            if not way.quick:
                time.sleep(pause)
            under_way.append((one, threads.submit(send, one)))
        yield from _ended(under_way)


def _ended(under_way: Sequence[tuple[Round, Future[list[DeliveryRecord]]]]) -> Iterator[Again]:
    for one, future in under_way:
        for sent, record in zip(one.deliveries, future.result(), strict=True):
            yield Again(sent, one.unasked, record)


def _pause(before: Sequence[Round], one: Round) -> tuple[float, bool]:
    """Return for how many seconds to wait, and whether it began while one before it was still under way."""
    if not before:
        return 0.0, False
    ended = max(earlier.at + earlier.took for earlier in before)
    beside = one.at < ended
    return max(0, one.at - (before[-1].at if beside else ended)) / 1000, beside


def _hung(one: Round) -> bool:
    return any(sent.answered.error == "timed out" for sent in one.deliveries)


def _quickly(schedule: Sequence[Delivery]) -> list[Delivery]:
    """Return the schedule with nothing to wait for but the answers."""
    return [
        msgspec.structs.replace(delivery, at=0, in_turn=nth == 0)
        for together in _together(schedule)
        for nth, delivery in enumerate(together)
    ]


def _together(schedule: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """Yield what leaves in one instant: neighbours of one time, unless one waits for its turn."""
    turn = 0
    turns = []
    for delivery in schedule:
        turn += delivery.in_turn
        turns.append((turn, delivery.at))
    for _, group in groupby(zip(turns, schedule, strict=True), key=lambda pair: pair[0]):
        yield [delivery for _, delivery in group]


def _signers(world: WorldClient, kept: Kept, way: Way) -> dict[tuple[str, ...], str | None]:
    """Register the target's endpoint, and one for each other set of secrets that signs; return those by the set."""
    world.endpoint(way.to, provider=kept.provider, enabled_events=NEVER, secret=way.secret)
    signers: dict[tuple[str, ...], str | None] = {(): None}
    for wanted in {sent.secrets for one in kept.rounds for sent in one.deliveries} - {()}:
        made = world.endpoint("", provider=kept.provider, enabled_events=NEVER)
        chosen = [way.secret if which == "own" else f"whsec_{secrets.token_hex(16)}" for which in wanted]
        world.change_endpoint(made.id, provider=kept.provider, secrets=chosen)
        signers[wanted] = made.id
    return signers


def _without_set(sent: Sent, values: Mapping[str, Any]) -> Sent:
    """Leave to `values` what a schedule set in the same place."""
    return msgspec.structs.replace(sent, set={place: told for place, told in sent.set.items() if place not in values})


def _replaced(value: Any, texts: Mapping[str, str]) -> Any:
    """Return `value` with each text in it that is one of `texts` replaced; names are left as they are."""
    if isinstance(value, str):
        return texts.get(value, value)
    if isinstance(value, dict):
        return {key: _replaced(item, texts) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, texts) for item in value]
    return value
