"""Restoring: a world as a snapshot tells it, with the same ids next and the clock going on. Not: reading the file."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, compress, repeat
from operator import is_
from random import Random

import msgspec

from simulator.clock import WorldClock
from simulator.delivery.engine import Engine
from simulator.idempotency import IdempotencyRecords
from simulator.index import Index
from simulator.provider import Later, Provider
from simulator.sandbox import SIDES, Sandbox
from simulator.snapshot.checkpoint import Checkpoint, admit
from simulator.snapshot.file import BrokenSnapshot, Draw, Saved, SavedBooks, SavedDue, SavedIndex
from simulator.snapshot.garbage import no_search
from simulator.snapshot.kept import Kept
from simulator.snapshot.kinds import kinds_of
from simulator.snapshot.packing import unpacked
from simulator.snapshot.reader import Reader
from simulator.world import Books, Due, World


def restore(sandbox: Sandbox, engine: Engine, saved: Saved, *, replace: bool = False) -> World:
    """Open the world that `saved` tells of, under its own id, with its own keys; `replace` closes the one of that id.

    Its clock goes on from where it stood: a world that lies in a file stands still. Raises BrokenSnapshot, and Clash;
    either leaves all worlds as they are.
    """
    return admit(sandbox, engine, read(sandbox, saved), replace=replace)


def read(sandbox: Sandbox, saved: Saved) -> Checkpoint:
    """Return what was written down. A thread may do it: nothing of the sandbox is changed. Raises BrokenSnapshot."""
    try:
        with no_search():
            return Checkpoint(_world(sandbox, saved), saved.now, saved.retries, saved.faults)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, msgspec.MsgspecError) as broken:
        if isinstance(broken, BrokenSnapshot):
            raise
        raise BrokenSnapshot(f"it does not hold together: {type(broken).__name__}: {broken}") from broken


def _world(sandbox: Sandbox, saved: Saved) -> World:
    reader = Reader(kinds_of(sandbox.providers), saved.fields, saved.chunks)
    clock = WorldClock()
    world = World(
        saved.id,
        saved.seed,
        clock,
        news=saved.news,
        held=list(saved.held),
        limited=saved.limited,
        variations=set(saved.variations),
    )
    for told in saved.books:
        if told.provider not in sandbox.providers:
            raise BrokenSnapshot(f"it holds a provider {told.provider!r}, which this Assay does not have")
        provider = sandbox.providers[told.provider]
        world.books[told.provider, told.side] = _books(sandbox, provider, reader, world, told)
    if not world.books:
        raise BrokenSnapshot("it holds the books of no provider")
    for name, provider in sandbox.providers.items():
        for side in SIDES:  # a provider that was not there yet when the world was saved
            if (name, side) not in world.books:
                world.books[name, side] = provider.open_books(world, side, None, sandbox.base_urls[name])
    return world


def _books(sandbox: Sandbox, provider: Provider, reader: Reader, world: World, told: SavedBooks) -> Books:
    empty = provider.open_books(world, told.side, told.secret_key, sandbox.base_urls.get(provider.name, ""))
    objects = _kept(reader, told.objects)
    kinds = _kinds(reader, objects)
    books = Books(
        world_id=world.id,
        provider=told.provider,
        side=told.side,
        account=told.account,
        secret_key=told.secret_key,
        publishable_key=told.publishable_key,
        api_version=told.api_version,
        base_url=empty.base_url,
        clock=world.clock,
        random=_random(told.draw),
        keys={key: None if rights is None else frozenset(rights) for key, rights in told.keys.items()},
        expired=set(told.expired),
        variations=world.variations,
        objects=objects,
        kinds=kinds,
        index=_index(reader, empty.index, kinds, told.index),
        events=_kept(reader, told.events),
        endpoints={endpoint.id: endpoint for endpoint in reader.all(told.endpoints)},
        acknowledged=_acknowledged(told),
        idempotency=IdempotencyRecords(records=_kept(reader, told.idempotency)),
        due=list(_due(provider, reader, told.due)),
    )
    heapq.heapify(books.due)
    for account in told.connected:
        books.connected[account.account] = _books(sandbox, provider, reader, world, account)
    return books


def _kept(reader: Reader, columns: bytes) -> Kept:
    keys, numbers = unpacked(columns, tuple[list[str], list[int]])
    return Kept(reader, dict(zip(keys, numbers, strict=True)))


def _kinds(reader: Reader, objects: Kept) -> dict[type, dict[str, None]]:
    of_objects = reader.kinds(dict.values(objects))
    found = dict.fromkeys(of_objects)
    return {kind: dict.fromkeys(compress(objects, map(is_, of_objects, repeat(kind)))) for kind in found}


def _acknowledged(told: SavedBooks) -> dict[str, frozenset[str]]:
    by_event = unpacked(told.acknowledged, dict[str, tuple[str, ...]])
    distinct = {endpoints: frozenset(endpoints) for endpoints in by_event.values()}
    return {event: distinct[endpoints] for event, endpoints in by_event.items()}


def _index(reader: Reader, empty: Index, kinds: Mapping[type, Mapping[str, None]], told: SavedIndex) -> Index:
    at, coming_nth, soon, coming = unpacked(told.coming, tuple[list[float], list[int], list[str], list[int]])
    names, shown_nth, shown = unpacked(told.shown, tuple[list[str], list[int], list[int]])
    reader.kinds(chain(coming, shown))
    order = {
        kind: list(kinds.get(kind, ())) if ids is None else ids
        for kind, ids in ((reader.kind(name), ids) for name, ids in told.order.items())
    }
    empty.resume(
        order,
        zip(at, coming_nth, soon, coming, strict=True),
        dict(zip(names, zip(shown_nth, shown, strict=True), strict=True)),
        told.noted,
        reader.value,
    )
    empty.random = _random(told.draw)
    return empty


def _due(provider: Provider, reader: Reader, told: Sequence[SavedDue]) -> Iterable[Due]:
    for nth, due in enumerate(told, -len(told)):  # below 0: before whatever comes due at the same time and is newer
        if due.step not in provider.steps:
            raise BrokenSnapshot(f"a step {due.step!r} follows in it, which this Assay does not know")
        run = partial(provider.steps[due.step], **reader.plain(due.arguments))
        yield Due(due.at, nth, Later(due.at, run), due.after, due.untold)


def _random(draw: Draw) -> Random:
    made = Random()
    made.setstate((draw.version, draw.state, draw.gauss))
    return made
