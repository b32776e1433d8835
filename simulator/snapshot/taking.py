"""Taking a snapshot: a checkpoint is written down as plain data. Not: the form that it has in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from importlib import metadata
from operator import attrgetter
from random import Random

from simulator.provider import Provider, Step
from simulator.snapshot.checkpoint import Checkpoint
from simulator.snapshot.file import FORMAT, Draw, Saved, SavedBooks, SavedDue, SavedIndex, encode
from simulator.snapshot.garbage import no_search
from simulator.snapshot.kinds import kinds_of
from simulator.snapshot.packing import packed
from simulator.snapshot.writer import Unsaveable, Writer
from simulator.world import Books, Due

Steps = Mapping[Step, str]
"""What a snapshot calls each step."""


def written(providers: Mapping[str, Provider], checkpoint: Checkpoint) -> bytearray:
    """Return all that the checkpoint holds as the bytes of a file. A thread may do it: nothing of it changes."""
    with no_search():
        return encode(_taken(providers, checkpoint))


def _taken(providers: Mapping[str, Provider], checkpoint: Checkpoint) -> Saved:
    world = checkpoint.world
    writer = Writer(kinds_of(providers))
    steps = {name: {step: called for called, step in one.steps.items()} for name, one in providers.items()}
    books = [_books(steps[name], writer, books) for (name, _), books in world.books.items()]
    return Saved(
        format=FORMAT,
        assay=metadata.version("assay"),
        id=world.id,
        seed=world.seed,
        now=checkpoint.now,
        news=world.news,
        held=world.held,
        limited=world.limited,
        variations=sorted(world.variations),
        chunks=writer.chunks(),
        fields=writer.fields(),
        books=books,
        retries=list(checkpoint.retries),
        faults=list(checkpoint.faults),
    )


def _books(steps: Steps, writer: Writer, books: Books) -> SavedBooks:
    finished = books.idempotency.finished()
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
        events=_columns(books.events, writer.alone(books.events.values())),
        objects=_columns(books.objects, writer.refs(books.objects.values())),
        endpoints=writer.refs(books.endpoints.values()),
        acknowledged=packed({event: sorted(endpoints) for event, endpoints in books.acknowledged.items()}),
        idempotency=_columns(finished, writer.records(finished.values())),
        index=_index(writer, books),
        due=[_due(steps, writer, due) for due in sorted(books.due, key=attrgetter("at", "nth"))],
        connected=[_books(steps, writer, account) for account in books.connected.values()],
    )


def _index(writer: Writer, books: Books) -> SavedIndex:
    order, coming, shown, noted = books.index.saved()
    at, coming_nth, soon, coming_values = zip(*coming, strict=True) if coming else ((), (), (), ())
    shown_nth, shown_values = zip(*shown.values(), strict=True) if shown else ((), ())
    return SavedIndex(
        draw=_draw(books.index.random),
        order={
            writer.name(kind): None if ids == list(books.kinds.get(kind, ())) else ids for kind, ids in order.items()
        },
        coming=packed([at, coming_nth, soon, writer.refs(coming_values)]),
        shown=packed([list(shown), shown_nth, writer.refs(shown_values)]),
        noted=noted,
    )


def _columns(keys: Iterable[str], numbers: list[int]) -> bytes:
    return packed([list(keys), numbers])


def _due(steps: Steps, writer: Writer, due: Due) -> SavedDue:
    run = due.later.run
    if not isinstance(run, partial) or run.args or run.func not in steps:
        raise Unsaveable(f"a snapshot has no name for the step {run!r}: a gap of the simulator")
    return SavedDue(due.at, steps[run.func], writer.plain(run.keywords), due.after, due.untold)


def _draw(random: Random) -> Draw:
    return Draw(*random.getstate())
