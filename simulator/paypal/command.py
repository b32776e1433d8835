"""A command: one call with its checked body, and the changes that answering it makes. Not: HTTP, storing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from simulator.provider import Announcement, Later, Outcome, Refusal
from simulator.world import Books

T = TypeVar("T")


class Route(msgspec.Struct, frozen=True):
    """One operation. `replayed` is the status of an answer that its PayPal-Request-Id gets once more."""

    method: str
    path: str
    operation: str
    family: str
    flow: Callable[[Command], Outcome]
    keyed: bool = False
    """Whether a PayPal-Request-Id makes it idempotent."""
    replayed: int = 200
    body: bool = True
    """Whether it takes JSON, where it takes a body at all."""
    mock: bool = False
    """Whether PayPal-Mock-Response works on it."""
    checked: bool = True
    """Whether the body is held against the table of facts; else the flow does it, in its API's own manner."""
    reads: bool = False
    """It changes nothing, although it is no GET."""
    manners: tuple[str, str] = ("minimal", "full")
    """How its answer is shown where little is preferred, and where the whole is."""


class Called(msgspec.Struct, frozen=True):
    """What a call needs beside its parameters to be executed and answered."""

    route: Route
    query: Mapping[str, str] = {}
    minimal: bool = True
    """`Prefer: return=minimal`, or nothing said."""
    request_id: str | None = None
    raw: bytes = b""
    """The body as it came: a signature is of bytes."""
    secret: str | None = None
    """Of a token's call: which of the client's secrets it showed."""

    @property
    def manner(self) -> str:
        return self.route.manners[0 if self.minimal else 1]


class Command(msgspec.Struct, frozen=True):
    """One call. `params` is the checked body; `ids` are those in the path, in order."""

    books: Books
    params: Any
    ids: tuple[str, ...]
    called: Called

    @property
    def now(self) -> int:
        return self.books.clock.now()


class Shown(msgspec.Struct, frozen=True):
    """An answer: a value, and what of it is to be seen.

    `manner` is `full`, `minimal`, or the way in which one operation shows it.
    """

    value: Any
    manner: str = "full"

    @property
    def id(self) -> str:
        return str(getattr(self.value, "id", ""))


class Plain(msgspec.Struct, frozen=True):
    """An answer that is no stored object: it is written as it stands. `objects` are the ids that it tells of."""

    body: Any
    objects: tuple[str, ...] = ()


class Text(msgspec.Struct, frozen=True):
    """An answer that is no JSON."""

    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()


class Changes:
    """What a flow has decided so far, in the order of the events; nothing is stored before the flow has ended."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.puts: dict[str, Any] = {}
        self.announcements: list[Announcement] = []
        self.later: list[Later] = []

    def put(self, value: T) -> T:
        """Remember a value to store, and return it."""
        self.puts[value.id] = value  # type: ignore[attr-defined]  # everything that is stored has one
        return value

    def get(self, object_id: str) -> Any:
        """Return an object as it will be when this is stored; None if there is none."""
        return self.puts.get(object_id) or self.books.objects.get(object_id)

    def tell(self, event_type: str, snapshot: Any) -> None:
        self.announcements.append(Announcement(event_type, snapshot))

    def outcome(self, answer: Any, status: int = 200, objects: tuple[str, ...] = ()) -> Outcome:
        return Outcome(
            answer,
            puts=tuple(self.puts.values()),
            announcements=tuple(self.announcements),
            later=tuple(self.later),
            status=status,
            objects=objects,
        )


def find(books: Books, kind: type[T], object_id: str, missing: Refusal) -> T:
    """Return the object of that id and kind. Raises `missing` if there is none."""
    found = books.objects.get(object_id)
    if not isinstance(found, kind):
        raise missing
    return found


def as_asked(command: Command, value: Any, status: int, changes: Changes | None = None) -> Outcome:
    """Return the outcome whose answer is as full as the call prefers."""
    answer = Shown(value, command.called.manner)
    return Outcome(answer, status=status) if changes is None else changes.outcome(answer, status)
