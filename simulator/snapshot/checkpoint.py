"""A checkpoint: a world as it was, kept in memory, to go back to. Not: the file that it can be written to.

All objects are immutable, so the world and its checkpoints share them: only what holds them is copied, which takes a
moment however much they are. A file is a checkpoint that is written down, and a checkpoint again when it was read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from copy import copy

from simulator.clock import WorldClock
from simulator.delivery.engine import Engine
from simulator.delivery.retries import SavedRetry
from simulator.faults import SavedFault
from simulator.idempotency import IdempotencyRecords
from simulator.sandbox import Sandbox
from simulator.world import Books, World


class Clash(ValueError):  # noqa: N818 - said to people as it stands
    """A world that is open stands in the way."""


@dataclasses.dataclass(frozen=True, slots=True)
class Checkpoint:
    """All that the providers know of a world at one time. Nobody calls `world`: it is there to be copied or read."""

    world: World
    now: float
    """The world's unix time: its clock goes on from there."""
    retries: Sequence[SavedRetry]
    faults: Sequence[SavedFault]


def hold(sandbox: Sandbox, engine: Engine, world: World) -> Checkpoint:
    """Return `world` as it is now; what happens to it afterwards is not seen in the checkpoint.

    What is on its way at this moment is not in it: calls that are held, deliveries without an answer yet. Faults that
    kill a process are left out too, for when one goes back the process will be another one.
    """
    now = world.clock.precise()
    return Checkpoint(copied(world), now, engine.waiting(world), sandbox.faults.saved(world.id))


def go_back(sandbox: Sandbox, engine: Engine, checkpoint: Checkpoint) -> World:
    """Let the world of that id be what it was; it keeps its checkpoints, and can go back to this one again.

    Raises Clash, which leaves all as it is.
    """
    kept = sandbox.worlds[checkpoint.world.id].checkpoints
    world = admit(sandbox, engine, dataclasses.replace(checkpoint, world=copied(checkpoint.world)), replace=True)
    world.checkpoints = kept
    return world


def admit(sandbox: Sandbox, engine: Engine, checkpoint: Checkpoint, *, replace: bool) -> World:
    """Open the checkpoint's own world; `replace` closes the one of that id. Raises Clash, which leaves all as it is."""
    world = checkpoint.world
    if world.id in sandbox.worlds and not replace:
        raise Clash(f"world {world.id!r} is open. Close it first, or have it replaced")
    if other := sandbox.who_else_has_keys_of(world):
        raise Clash(f"world {other!r} has one of its keys, and a key opens one world. Close {other!r} first")
    if world.id in sandbox.worlds:
        engine.forget(sandbox.worlds[world.id])
        sandbox.close_world(world.id)
    world.clock.set(checkpoint.now)
    sandbox.admit(world)
    sandbox.faults.resume(world.id, checkpoint.faults)
    engine.resume(world, checkpoint.retries)
    return world


def copied(world: World) -> World:
    """Return a world that holds the same, without checkpoints: what happens to one is not seen in the other.

    Its books do not know each other yet: see `World.join`.
    """
    clock, variations = WorldClock(world.clock.offset), set(world.variations)
    books = {place: _books(books, clock, variations) for place, books in world.books.items()}
    return dataclasses.replace(
        world, clock=clock, variations=variations, books=books, held=list(world.held), checkpoints={}
    )


def _books(books: Books, clock: WorldClock, variations: set[str]) -> Books:
    return dataclasses.replace(
        books,
        clock=clock,
        random=copy(books.random),
        keys=dict(books.keys),
        expired=set(books.expired),
        variations=variations,
        objects=books.objects.copy(),
        kinds={kind: dict(ids) for kind, ids in books.kinds.items()},
        index=books.index.copied(),
        events=books.events.copy(),
        endpoints=dict(books.endpoints),
        acknowledged=dict(books.acknowledged),
        refused=dict(books.refused),
        idempotency=IdempotencyRecords(books.idempotency.keep, books.idempotency.finished()),
        neighbour=None,
        platform=None,
        connected={account: _books(one, clock, variations) for account, one in books.connected.items()},
        due=list(books.due),
    )
