"""A command: one call with its checked parameters, and the changes that answering it makes. Not: HTTP, storing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from simulator.provider import Announcement, Later, Outcome, Refusal
from simulator.square import errors, policy
from simulator.world import Books

T = TypeVar("T")


class Command(msgspec.Struct, frozen=True):
    """One call. `params` are checked and typed; `ids` are those in the path, in order."""

    books: Books
    params: Mapping[str, Any]
    ids: tuple[str, ...] = ()
    version: str = policy.API_VERSION


class Changes(msgspec.Struct):
    """What a flow has decided so far, in the order of the events; nothing is stored before the flow has ended."""

    puts: list[Any] = []
    announcements: list[Announcement] = []
    later: list[Later] = []

    def put(self, value: T) -> T:
        """Remember a value to store, and return it."""
        self.puts.append(value)
        return value

    def tell(self, event_type: str, snapshot: Any) -> None:
        """Announce an event about a value as it is now."""
        self.announcements.append(Announcement(event_type, snapshot))

    def outcome(self, answer: Any, error: Refusal | None = None) -> Outcome:
        """Close the flow: with `error` set, what was decided is stored *and* refused."""
        return Outcome(
            answer=answer,
            puts=tuple(self.puts),
            announcements=tuple(self.announcements),
            later=tuple(self.later),
            status=error.status if error else 200,
            error=error,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply: values under their names, in the order in which they are shown. Nothing and empty lists are left out."""

    named: Mapping[str, Any]


def answer(**named: Any) -> Answer:
    """Return a reply with these values under their names."""
    return Answer(named)


def record_key(operation: str, key: str) -> str:
    """Return what a call's record is kept under: one key may be used for an order and for its payment (recorded)."""
    return f"{operation}\0{key}"


def milliseconds(books: Books) -> int:
    """Return the world's time in unix milliseconds."""
    return int(books.clock.precise() * 1000)


def found(books: Books, kind: type[T], object_id: str) -> T | None:
    """Return the object with that id if it is of that kind."""
    value = books.objects.get(object_id)
    return value if type(value) is kind else None


def find(books: Books, kind: type[T], object_id: str, noun: str, field: str | None = None) -> T:
    """Return the object with that id. Raises the refusal for one that is not there, or is of another kind."""
    value = books.objects.get(object_id)
    if type(value) is not kind:
        raise errors.not_found(noun, object_id, field)
    return value


def money(given: Mapping[str, Any] | None, field: str, home: str, *, least: int = 0) -> int | None:
    """Return the amount in minor units, None if none was given. Raises the refusal for another currency, or too little.

    A money without a currency has the seller's own (unconfirmed).
    """
    if given is None:
        return None
    amount, currency = given.get("amount"), given.get("currency", home)
    if amount is None:
        raise errors.missing(f"{field}.amount")
    if currency != home:
        raise errors.other_currency(home, currency, f"{field}.currency")
    if amount < least:
        raise errors.too_low(least, f"{field}.amount")
    if amount > policy.LARGEST:
        raise errors.too_high(policy.LARGEST, f"{field}.amount")
    whole: int = amount
    return whole
