"""Taking a snapshot: what of a world is written down. Not: the form in which it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import metadata
from random import Random

from simulator.delivery.engine import Engine
from simulator.provider import Step
from simulator.sandbox import Sandbox
from simulator.snapshot.file import FORMAT, Draw, Saved, SavedBooks, SavedDue, SavedIndex, SavedRecord
from simulator.snapshot.garbage import no_search
from simulator.snapshot.kinds import kinds_of
from simulator.snapshot.writer import Unsaveable, Writer
from simulator.world import Books, Due, World

Steps = Mapping[Step, str]
"""What a snapshot calls each step."""


def take(sandbox: Sandbox, engine: Engine, world: World) -> Saved:
    """Return all that the providers know of `world`, for `restoring.restore`.

    What is on its way at this moment is not in it: calls that are held, deliveries without an answer yet. Faults that
    kill a process are left out too, for the process will be another one.
    """
    with no_search():
        return _taken(sandbox, engine, world)


def _taken(sandbox: Sandbox, engine: Engine, world: World) -> Saved:
    writer = Writer(kinds_of(sandbox.providers))
    steps = {name: {step: called for called, step in one.steps.items()} for name, one in sandbox.providers.items()}
    books = [_books(steps[name], writer, books) for (name, _), books in world.books.items()]
    return Saved(
        format=FORMAT,
        assay=metadata.version("assay"),
        id=world.id,
        seed=world.seed,
        now=world.clock.precise(),
        news=world.news,
        held=list(world.held),
        limited=world.limited,
        variations=sorted(world.variations),
        chunks=writer.chunks(),
        books=books,
        retries=engine.waiting(world),
        faults=sandbox.faults.saved(world.id),
    )


def _books(steps: Steps, writer: Writer, books: Books) -> SavedBooks:
    return SavedBooks(
        provider=books.provider,
        side=books.side,
        account=books.account,
        secret_key=books.secret_key,
        publishable_key=books.publishable_key,
        api_version=books.api_version,
        base_url=books.base_url,
        draw=_draw(books.random),
        keys={key: None if rights is None else sorted(rights) for key, rights in books.keys.items()},
        expired=sorted(books.expired),
        objects=writer.refs(books.objects.values()),
        events=writer.refs(books.events.values()),
        endpoints=writer.refs(books.endpoints.values()),
        acknowledged={event: sorted(endpoints) for event, endpoints in books.acknowledged.items()},
        idempotency=[
            SavedRecord(key, record.fingerprint, record.at, record.reply)
            for key, record in books.idempotency.records.items()
            if record.reply is not None and not record.in_flight
        ],
        index=_index(writer, books),
        due=[_due(steps, writer, due) for due in sorted(books.due)],
        connected=[_books(steps, writer, account) for account in books.connected.values()],
    )


def _index(writer: Writer, books: Books) -> SavedIndex:
    order, coming, shown, noted = books.index.saved()
    return SavedIndex(
        draw=_draw(books.index.random),
        order={writer.name(kind): list(ids) for kind, ids in order.items()},
        coming_at=[at for at, _, _ in coming],
        coming_nth=[nth for _, nth, _ in coming],
        coming=writer.refs(value for _, _, value in coming),
        shown_nth=[nth for nth, _ in shown],
        shown=writer.refs(value for _, value in shown),
        noted=noted,
    )


def _due(steps: Steps, writer: Writer, due: Due) -> SavedDue:
    run = due.later.run
    if not isinstance(run, partial) or run.args or run.func not in steps:
        raise Unsaveable(f"a snapshot has no name for the step {run!r}: a gap of the simulator")
    return SavedDue(due.at, steps[run.func], writer.plain(run.keywords), due.after, due.untold)


def _draw(random: Random) -> Draw:
    return Draw(*random.getstate())
