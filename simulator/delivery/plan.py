"""From a schedule, which is names, to shots, which are the things themselves. Not: executing.

Whatever cannot be executed is said before anything is sent, with its place, the value and the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.delivery.address import Address, BadUrl, parse
from simulator.delivery.shot import Shot, make
from simulator.pointers import BrokenPointer
from simulator.provider import Endpoint, Provider, Side, StoredEvent
from simulator.schedules.forgeries import names_for
from simulator.schedules.schedule import FORMS, BrokenSchedule, Delivery, Schedule
from simulator.world import Books, World

_NAME, _VALUE, _QUERY = (
    re.compile(r"[A-Za-z0-9-]{1,64}\Z"),
    re.compile(r"[\x20-\x7e]{0,1000}\Z"),
    re.compile(r"[!-~]{0,500}\Z"),
)
_OURS = frozenset({"content-length", "transfer-encoding", "connection"})
"""Headers that say how a delivery is carried."""

SIDES: tuple[Side, Side] = ("test", "live")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a schedule's names are looked up in."""

    world: World
    books: Books
    provider: Provider
    labels: Mapping[str, str]
    allowed_hosts: Collection[str] = ()


def plan(desk: Desk, schedule: Schedule) -> tuple[Shot, ...]:
    """Return the schedule's shots, in its order. Raises BrokenSchedule."""
    return tuple(_shot(desk, nth, delivery) for nth, delivery in enumerate(schedule))


def volleys(shots: Sequence[Shot]) -> list[list[Shot]]:
    """Group shots that leave in one instant: neighbours of one time, unless one waits for its turn.

    A shot that is not in turn leaves with the one before it, if that has the same time: so the copies of a delivery
    whose turn has come are released together with it.
    """
    groups: list[list[Shot]] = []
    for shot in shots:
        if groups and groups[-1][0].delivery.at == shot.delivery.at and not shot.delivery.in_turn:
            groups[-1].append(shot)
        else:
            groups.append([shot])
    return groups


def _shot(desk: Desk, nth: int, delivery: Delivery) -> Shot:
    _check(nth, delivery, desk.books.provider)
    event = _event(desk, nth, delivery)
    endpoint = _endpoint(desk, nth, "endpoint", delivery.endpoint) or _own_endpoint(desk, nth, event)
    shot = Shot(
        provider=desk.provider,
        books=desk.books.holding(event.id),
        event=event,
        endpoint=endpoint,
        signer=_endpoint(desk, nth, "sign_as", delivery.sign_as) or endpoint,
        address=_with_query(_address(desk, nth, endpoint), delivery.query),
        delivery=delivery,
        label=delivery.event if delivery.event in desk.labels else None,
        seed=desk.world.seed * 1_000_003 + nth,
    )
    if delivery.set or delivery.alter:
        _try(nth, shot)
    return shot


def _check(nth: int, delivery: Delivery, provider: str) -> None:
    if delivery.at < 0:
        raise BrokenSchedule(f"schedule: $[{nth}].at = {delivery.at} is before the start. Write milliseconds >= 0")
    if delivery.form not in FORMS:
        raise _unknown(nth, "form", delivery.form, FORMS)
    for name, value in delivery.headers.items():
        if not _NAME.match(name) or not _VALUE.match(value) or name.lower() in _OURS:
            raise BrokenSchedule(f"schedule: $[{nth}].headers = {name!r}: {value!r} is no header that can be sent here")
    if not _QUERY.match(delivery.query):
        raise BrokenSchedule(f"schedule: $[{nth}].query = {delivery.query!r} has letters that a URL must escape")
    known = names_for(provider)
    if delivery.forgery is not None and delivery.forgery not in known:
        raise _unknown(nth, "forgery", delivery.forgery, known)


def _event(desk: Desk, nth: int, delivery: Delivery) -> StoredEvent:
    event_id = desk.labels.get(delivery.event, delivery.event)
    event = desk.books.holding(event_id).events.get(event_id)
    if event is None:
        raise BrokenSchedule(
            f"schedule: $[{nth}].event = {delivery.event!r} is no label of this call and no event on the "
            f"{desk.books.side} side. Give it in labels: {{{delivery.event!r}: 'evt_…'}}"
        )
    return event


def _endpoint(desk: Desk, nth: int, field: str, endpoint_id: str | None) -> Endpoint | None:
    """Find an endpoint of either side: what is sent across sides is a test of exactly that."""
    if endpoint_id is None:
        return None
    for side in SIDES:
        books = desk.world.books.get((desk.books.provider, side))
        if books is not None and (found := books.holding(endpoint_id).endpoints.get(endpoint_id)) is not None:
            return found
    raise BrokenSchedule(f"schedule: $[{nth}].{field} = {endpoint_id!r} is no webhook endpoint of this world")


def _own_endpoint(desk: Desk, nth: int, event: StoredEvent) -> Endpoint:
    """Return the target's own endpoint for events of that account: the oldest one that can be delivered to."""
    for endpoint in desk.books.holding(event.id).listeners():
        if endpoint.enabled and endpoint.url:
            return endpoint
    raise BrokenSchedule(
        f"schedule: $[{nth}] has nowhere to go: no enabled webhook endpoint with a URL on the {desk.books.side} side. "
        f"Register one: POST /worlds/{desk.world.id}/{desk.books.provider}/{desk.books.side}/endpoints"
    )


def _address(desk: Desk, nth: int, endpoint: Endpoint) -> Address:
    try:
        return parse(endpoint.url, desk.allowed_hosts)
    except BadUrl as broken:
        raise BrokenSchedule(f"schedule: $[{nth}] goes to endpoint {endpoint.id}: {broken}") from None


def _with_query(address: Address, query: str) -> Address:
    if not query:
        return address
    return replace(address, target=f"{address.target}{'&' if '?' in address.target else '?'}{query}")


def _try(nth: int, shot: Shot) -> None:
    try:
        make(shot, 0)
    except BrokenPointer as broken:
        field = "set" if any(repr(pointer) in str(broken) for pointer in shot.delivery.set) else "alter"
        raise BrokenSchedule(f"schedule: $[{nth}].{field}: {broken}") from None


def _unknown(nth: int, field: str, value: str, known: Collection[str]) -> BrokenSchedule:
    return BrokenSchedule(f"schedule: $[{nth}].{field} = {value!r} is unknown. Write one of: {', '.join(known)}")
