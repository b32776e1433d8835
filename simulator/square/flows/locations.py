"""Locations and the merchant: where a seller sells. Not: making further ones."""

from __future__ import annotations

from typing import Any

from simulator.provider import Outcome
from simulator.square import errors
from simulator.square.command import Command, answer, find, found
from simulator.square.resources.seller import Location
from simulator.square.shapes.seller import merchant
from simulator.world import Books


def main_location(books: Books) -> Location:
    """Return the seller's first location: what is sold without one is sold there (recorded)."""
    first: Location = next(books.of_kind(Location))
    return first


def location_of(books: Books, location_id: str | None) -> Location:
    """Return the location that a call names, or the main one. Raises the refusal for another seller's."""
    if location_id is None:
        return main_location(books)
    named = found(books, Location, location_id)
    if named is None:
        raise errors.foreign_location(location_id)
    return named


def list_locations(command: Command) -> Outcome:
    return Outcome(answer(locations=list(command.books.of_kind(Location))))


def get_location(command: Command) -> Outcome:
    """`main` stands for the main location. Square, "Retrieve location"."""
    if command.ids[0] == "main":
        return Outcome(answer(location=main_location(command.books)))
    return Outcome(answer(location=find(command.books, Location, command.ids[0], "location")))


def list_merchants(command: Command) -> Outcome:
    return Outcome(answer(merchant=[_merchant(command.books)]))


def get_merchant(command: Command) -> Outcome:
    """`me` stands for the caller's own."""
    if command.ids[0] not in ("me", command.books.account):
        raise errors.not_found("merchant", command.ids[0])
    return Outcome(answer(merchant=_merchant(command.books)))


def _merchant(books: Books) -> dict[str, Any]:
    return merchant(books, main_location(books))
