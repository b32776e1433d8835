"""A world: one merchant, isolated; for each provider a test and a live side, one clock, one seed. Not: any behaviour.

Objects are immutable and are replaced, never changed: an event *is* the snapshot it claims to be, and a snapshot of
a world is a copy of its dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any, Literal

from simulator.clock import WorldClock
from simulator.idempotency import IdempotencyRecords
from simulator.index import Index
from simulator.provider import Endpoint, Later, Outcome, Side, StoredEvent

if TYPE_CHECKING:
    from simulator.snapshot.checkpoint import Checkpoint


@dataclass(order=True, slots=True)
class Due:
    """Something that will happen by itself, and the events of what it follows from."""

    at: float
    nth: int
    later: Later = field(compare=False)
    after: tuple[str, ...] = field(compare=False)
    untold: bool = field(default=False, compare=False)
    """It follows from something of which no event was made, and makes none either."""


@dataclass(slots=True)
class Books:
    """One provider's one side of a world: what that provider would have written down for this merchant and mode."""

    world_id: str
    provider: str
    side: Side
    account: str
    secret_key: str
    publishable_key: str
    api_version: str
    base_url: str
    """Where this provider answers: pages that a buyer is sent to begin with it."""
    clock: WorldClock
    random: Random
    """Seeded per world and side: ids and other made-up values come from here, so a run can be repeated."""
    keys: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """Further secret keys that open these books, each with all that it may do; None: everything."""
    expired: set[str] = field(default_factory=set)
    """Keys that were rolled, and open nothing any more."""
    variations: set[str] = field(default_factory=set)
    """What of all that the provider does not promise is otherwise here: the world's own set, shared by its books."""
    objects: dict[str, Any] = field(default_factory=dict)
    """By id, in order of creation. Each value is immutable and has an `id`."""
    kinds: dict[type, dict[str, None]] = field(default_factory=dict)
    """Ids of each kind of object, in order of creation: what lists walk through."""
    index: Index = field(default_factory=Index)
    """What the provider's search knows of these objects."""
    events: dict[str, StoredEvent] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    acknowledged: dict[str, frozenset[str]] = field(default_factory=dict)
    """By event id, the endpoints that have answered it with a 2xx: delivery writes, the event's reader counts."""
    refused: dict[str, frozenset[str]] = field(default_factory=dict)
    """By event id, the endpoints that were sent it at least once and did not take it then. No file keeps it."""
    idempotency: IdempotencyRecords = field(default_factory=IdempotencyRecords)
    neighbour: Books | None = field(default=None, repr=False)
    """The same merchant's other side, only ever asked whether an id exists there."""
    platform: Books | None = field(default=None, repr=False)
    """Of a connected account: the books of the merchant whose platform it is, and whose keys open both."""
    connected: dict[str, Books] = field(default_factory=dict, repr=False)
    """By id, the books of the connected accounts: what happens there is nobody else's."""
    due: list[Due] = field(default_factory=list)
    """What the provider will do by itself, the earliest first (a heap)."""
    second: int = 0
    calls_in_second: int = 0
    """The rate limiter's window."""
    closed: bool = False
    """Their world was closed, or went back to a checkpoint: whatever is still under way here is nobody's any more."""

    @property
    def livemode(self) -> bool:
        return self.side == "live"

    def put(self, objects: Iterable[Any], removed: Iterable[str] = ()) -> None:
        """Insert or replace objects, and take endpoints away, all in one step.

        Endpoints are kept apart: they are the books' own, and deleting one ends its deliveries at once.
        """
        for endpoint_id in removed:
            self.endpoints.pop(endpoint_id, None)
        kinds, now = self.kinds, self.clock.precise()
        for stored in objects:
            kind, name = type(stored), stored.id
            if isinstance(stored, Endpoint):
                self.endpoints[name] = stored
                continue
            self.objects[name] = stored
            ids = kinds.get(kind)
            if ids is None:
                ids = kinds[kind] = {}
            ids[name] = None
            self.index.note(stored, now)

    def store(self, outcome: Outcome) -> None:
        """Store what a flow decided, here and in the family's other books, in one step."""
        self.put(outcome.puts, outcome.removes)
        for account, stored in outcome.elsewhere:
            self.of_account(account).put((stored,))

    def of_account(self, account: str) -> Books:
        """Return the books of an account of this family, opened empty when it is first asked for."""
        if account == self.account:
            return self
        if self.platform is not None:
            return self.platform.of_account(account)
        if account not in self.connected:
            self.connected[account] = replace(
                self,
                account=account,
                random=Random(f"{self.world_id}/{self.provider}/{self.side}/{account}"),
                objects={},
                kinds={},
                events={},
                endpoints={},
                acknowledged={},
                refused={},
                idempotency=IdempotencyRecords(),
                index=Index(self.index.kinds, self.index.delays, Random(f"index/{self.world_id}/{account}")),
                neighbour=None,
                platform=self,
                connected={},
                due=[],
                second=0,
                calls_in_second=0,
            )
        return self.connected[account]

    def family(self) -> Iterator[Books]:
        """Yield these books, and those of the connected accounts."""
        yield self
        yield from self.connected.values()

    def holding(self, name: str) -> Books:
        """Return whichever books of the family hold the object, event or endpoint of that id; these if none does."""
        for books in self.family():
            if name in books.objects or name in books.events or name in books.endpoints:
                return books
        return self

    def listeners(self) -> list[Endpoint]:
        """Return the endpoints that hear of what happens here: one's own, and the platform's for connected accounts."""
        heard = [endpoint for endpoint in self.endpoints.values() if not endpoint.connect]
        if self.platform is not None:
            heard += [endpoint for endpoint in self.platform.endpoints.values() if endpoint.connect]
        return heard

    def of_kind(self, kind: type) -> Iterator[Any]:
        """Yield the objects of one kind, oldest first."""
        for object_id in self.kinds.get(kind, ()):
            yield self.objects[object_id]


@dataclass(slots=True)
class World:
    """One isolated tenant of the simulator."""

    id: str
    seed: int
    clock: WorldClock
    books: dict[tuple[str, Side], Books] = field(default_factory=dict)
    news: Literal["deliver", "hold"] = "deliver"
    """Whether events leave by themselves, or are kept until a schedule delivers them or they are released."""
    held: list[tuple[str, Side, str]] = field(default_factory=list)
    """Events kept back: provider, side, event id, oldest first."""
    limited: bool = False
    """Whether the provider's rate limits apply; off unless asked for, or every load test would measure them."""
    variations: set[str] = field(default_factory=set)
    """Names of what its providers do not promise, and do otherwise here (`Provider.variations`)."""
    checkpoints: dict[str, Checkpoint] = field(default_factory=dict, repr=False)
    """By name, how it was at times that it can go back to."""

    def all_books(self) -> Iterator[Books]:
        """Yield the books of every provider and side, and those of connected accounts."""
        for books in tuple(self.books.values()):
            yield from tuple(books.family())

    def join(self) -> None:
        """Let the books of one merchant know each other: a provider's two sides, a platform and its accounts."""
        for (name, side), books in self.books.items():
            books.neighbour = self.books[name, "live" if side == "test" else "test"]
            for account in books.connected.values():
                account.platform, account.keys, account.expired = books, books.keys, books.expired

    def close(self) -> None:
        """Mark the books as closed, and undo what `join` did.

        The search for garbage, which would find books that refer to each other, is rare here: a large world is to be
        gone at once.
        """
        for books in self.all_books():
            books.closed, books.neighbour = True, None
            books.connected.clear()
