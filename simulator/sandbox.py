"""The whole of one running simulator: worlds, who may open them, journal, faults, and the outbox. Not: sockets or time.

Events leave after the reply that caused them: whatever stores a change puts its events into `outbox`, and whoever has
written the reply to the wire calls `flush_announcements`. While a world's news is held they go to `world.held`.
"""

from __future__ import annotations

import heapq
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from random import Random
from typing import Any

from msgspec.structs import replace

from simulator.clock import WorldClock
from simulator.faults import Faults
from simulator.journal import Journal
from simulator.provider import Cause, Later, Outcome, Provider, Side, StoredEvent
from simulator.world import Books, Due, World

Told = tuple[World, Books, list[StoredEvent], str | None]
"""Events that happened, in this order, and the id of the only endpoint to hear of them; None: all that want them."""

Announce = Callable[[World, Books, list[StoredEvent], str | None], None]
"""Delivery's hook: these are told, and are not held back."""

SIDES: tuple[Side, ...] = ("test", "live")


def _nobody_listens(_world: World, _books: Books, _events: list[StoredEvent], _only: str | None) -> None:
    """Stand in until delivery has set its hook."""


@dataclass(slots=True)
class Sandbox:
    """One running simulator. `base_urls` is filled by the server when it listens, before the first world is made."""

    providers: Mapping[str, Provider]
    any_key: bool = False
    """Every well-formed test key is a world of its own."""
    variations: tuple[str, ...] = ()
    """What is otherwise in such a world than its providers do it today."""
    announce: Announce = _nobody_listens
    opened: Callable[[World], None] | None = None
    """Called with every new world, also those that a foreign key opens (the server registers `--webhook-url` there)."""
    base_urls: dict[str, str] = field(default_factory=dict)
    worlds: dict[str, World] = field(default_factory=dict)
    journal: Journal = field(default_factory=Journal)
    faults: Faults = field(default_factory=Faults)
    outbox: deque[Told] = field(default_factory=deque)
    random: Random = field(default_factory=Random)
    _keys: dict[tuple[str, str], Books] = field(default_factory=dict)
    _made: int = 0

    # Worlds and their keys.

    def new_world(
        self,
        seed: int | None = None,
        secret_keys: Mapping[tuple[str, Side], str] | None = None,
        began_ago: float = 0.0,
        api_versions: Mapping[str, str] | None = None,
        variations: Iterable[str] = (),
    ) -> World:
        """Make an empty world, a test and a live side for each provider. The seed is drawn if none is given.

        Its clock begins `began_ago` seconds before now, and can be moved forward from there. `variations` name what is
        otherwise in it than its providers do it today, without having promised it.
        """
        seed = secrets.randbelow(2**31) if seed is None else seed
        world = World(
            id=f"w{len(self.worlds) + self._made + 1}",
            seed=seed,
            clock=WorldClock(-began_ago),
            variations=set(variations),
        )
        while world.id in self.worlds:
            self._made += 1
            world.id = f"w{len(self.worlds) + self._made + 1}"
        for name, provider in self.providers.items():
            for side in SIDES:
                secret_key = (secret_keys or {}).get((name, side))
                books = provider.open_books(world, side, secret_key, self.base_urls.get(name, ""))
                books.api_version = (api_versions or {}).get(name, books.api_version)
                world.books[name, side] = books
        self._keys.update(_keys_of(world))
        world.join()
        self.worlds[world.id] = world
        if self.opened is not None:
            self.opened(world)
        return world

    def who_else_has_keys_of(self, world: World) -> str | None:
        """Return the id of another world that one of this world's keys opens; None if there is none."""
        for place, _ in _keys_of(world):
            books = self._keys.get(place)
            if books is not None and books.world_id != world.id:
                return books.world_id
        return None

    def admit(self, world: World) -> None:
        """Take in a world that was made elsewhere; its keys open it from now on."""
        world.join()
        self.worlds[world.id] = world
        self._keys.update(_keys_of(world))

    def next_number(self) -> int:
        """Return the next number of what was made here: it tells two steps apart that are due at one time."""
        self._made += 1
        return self._made

    def close_world(self, world_id: str) -> bool:
        """Forget a world and all about it; False if there is none of that id."""
        world = self.worlds.pop(world_id, None)
        if world is None:
            return False
        self._made += 1
        for place, _ in _keys_of(world):
            self._keys.pop(place, None)
        self.journal.forget(world_id)
        self.faults.forget(world_id)
        world.close()
        return True

    def add_key(self, books: Books, rights: frozenset[str] | None) -> str:
        """Make a further secret key of one side, restricted to `rights` (None: it may do everything)."""
        key = self.providers[books.provider].new_key(books.side, restricted=rights is not None)
        books.keys[key] = rights
        self._keys[books.provider, key] = books
        return key

    def books_for(self, provider: Provider, key: str) -> Books | None:
        """Return the books that a key opens; in `any_key` mode an unknown test key opens a world of its own."""
        books = self._keys.get((provider.name, key))
        if books is None and self.any_key:
            stands_for = provider.stands_for(key)
            if stands_for is not None:
                keys = {(provider.name, stands_for[0]): stands_for[1]}
                world = self.new_world(secret_keys=keys, variations=self.variations)
                books = world.books[provider.name, stands_for[0]]
        return books

    def find(self, object_id: str) -> Books | None:
        """Return the books that hold an object, whichever world they are of: a buyer's page knows no key."""
        for world in self.worlds.values():
            for books in world.all_books():
                if object_id in books.objects:
                    return books
        return None

    # What happens, and who hears of it.

    def commit(self, books: Books, outcome: Outcome, cause: Cause) -> list[StoredEvent]:
        """Store what a flow did in one step and publish its events. Returns them, oldest first."""
        books.store(outcome)
        return self.follow(books, outcome, cause)

    def follow(self, books: Books, outcome: Outcome, cause: Cause) -> list[StoredEvent]:
        """Publish the events of what is stored already, and remember what follows. Returns them, oldest first."""
        events = self._tell(books, outcome, cause)
        if outcome.later:
            self.schedule(books, outcome.later, tuple(event.id for event in events))
        for event_id, endpoint_id in outcome.again:
            self._tell_again(books, event_id, endpoint_id)
        return events

    def _tell_again(self, books: Books, event_id: str, endpoint_id: str) -> None:
        """Let an event leave once more, to one endpoint. While news is held it is held too, for all that want it."""
        world, whose = self.worlds[books.world_id], books.holding(event_id)
        if world.news == "hold":
            world.held.append((books.provider, books.side, event_id))
        else:
            self.outbox.append((world, whose, [whose.events[event_id]], endpoint_id))

    def _tell(self, books: Books, outcome: Outcome, cause: Cause, hold: bool = False) -> list[StoredEvent]:
        """Publish the events of an outcome, each in the books of the account whose it is. Returns them in order."""
        world = self.worlds[books.world_id]
        if books.variations:
            more = self.providers[books.provider].announcements(books, outcome.announcements)
            outcome = replace(outcome, announcements=tuple(more))
        if len(outcome.announcements) == 1 and outcome.announcements[0].account is None:
            events = [self.providers[books.provider].event(books, outcome.announcements[0], cause, False)]
            self.publish(world, books, events, hold)
            return events
        told: list[StoredEvent] = []
        for whose, events in self._events(books, outcome, cause, invented=False):
            self.publish(world, whose, events, hold)
            told += events
        return told

    def _events(
        self, books: Books, outcome: Outcome, cause: Cause, *, invented: bool
    ) -> Iterator[tuple[Books, list[StoredEvent]]]:
        provider = self.providers[books.provider]
        for account, told in groupby(outcome.announcements, key=lambda told: told.account):
            whose = books.of_account(account) if account else books
            yield whose, [provider.event(whose, one, cause, invented) for one in told]

    def publish(self, world: World, books: Books, events: list[StoredEvent], hold: bool = False) -> None:
        """Write events into the books; they are held back, or leave when the outbox is next flushed."""
        if not events:
            return
        for event in events:
            books.events[event.id] = event
        if hold or world.news == "hold":
            world.held.extend((books.provider, books.side, event.id) for event in events)
        else:
            self.outbox.append((world, books, events, None))

    def flush_announcements(self) -> None:
        """Hand what is in the outbox to delivery. To be called when the reply is on the wire, and after an act."""
        while self.outbox:
            world, books, events, only = self.outbox.popleft()
            if not books.closed:
                self.announce(world, books, events, only)

    def act(
        self,
        world: World,
        provider: Provider,
        side: Side,
        name: str,
        params: Mapping[str, Any],
        pretend: bool = False,
        untold: bool = False,
    ) -> tuple[dict[str, Any], list[StoredEvent]]:
        """Let the outside world do something to an object. Returns it as the API shows it, and the events.

        Pretended, nothing is stored but the events, marked `invented`: they can be delivered by a schedule and are in
        no list. Untold, everything is stored but events: neither this nor what follows from it makes any. Raises
        KeyError for an unknown act and Refusal, with a sentence, for one that is not possible.
        """
        books = world.books[provider.name, side].holding(str(params.get("object")))
        self.run_due(books)
        outcome = provider.acts[name](books, params)
        if untold and not pretend:
            books.store(outcome)
            self.schedule(books, outcome.later, (), untold=True)
            return provider.render_value(books, outcome.answer), []
        if not pretend:
            events = self.commit(books, outcome, Cause())
            return provider.render_value(books, outcome.answer), events
        lies: list[StoredEvent] = []
        for whose, events in self._events(books, outcome, Cause(), invented=True):
            whose.events.update((event.id, event) for event in events)
            lies += events
        return provider.render_value(books, outcome.answer), lies

    # What happens by itself.

    def schedule(self, books: Books, later: Iterable[Later], after: tuple[str, ...], *, untold: bool = False) -> None:
        """Remember what will happen by itself; `after` are the events of what it follows from."""
        for step in later:
            heapq.heappush(books.due, Due(step.at, self.next_number(), step, after, untold))

    def run_due(self, books: Books) -> None:
        """Do what has come due on the world's clock.

        What follows from news that is held back is held back too: otherwise an order whose news a scenario keeps
        would be told of by its aftermath.
        """
        world = self.worlds[books.world_id]
        held: set[str] = set()
        known = 0
        while books.due and books.due[0].at <= world.clock.precise():
            due = heapq.heappop(books.due)
            outcome = due.later.run(books)
            if outcome is None:
                continue
            books.store(outcome)
            if due.untold:
                self.schedule(books, outcome.later, (), untold=True)
                continue
            if len(world.held) > known:  # it only grows meanwhile: a month of renewals is not gone through for each
                held.update(event_id for _, _, event_id in world.held[known:])
                known = len(world.held)
            events = self._tell(books, outcome, Cause(), hold=any(event in held for event in due.after))
            self.schedule(books, outcome.later, due.after + tuple(event.id for event in events))

    def tick(self) -> None:
        """Do what has come due in every world, and tell of it: the server calls this a few times a second."""
        for world in tuple(self.worlds.values()):
            for books in world.all_books():
                if books.due:
                    self.run_due(books)
        self.flush_announcements()


def _keys_of(world: World) -> Iterator[tuple[tuple[str, str], Books]]:
    """Yield each key of a world by its provider, with the books that it opens."""
    for (name, _), books in world.books.items():
        for key in (books.secret_key, books.publishable_key, *books.keys):
            yield (name, key), books
