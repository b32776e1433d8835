"""The seller: the location where it sells, its catalogue, and whether it keeps its events. Not: what is sold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Location(msgspec.Struct, frozen=True):
    """Where the seller sells. `created_at` in unix milliseconds."""

    id: str
    created_at: int
    name: str
    country: str
    currency: str


class CatalogObject(msgspec.Struct, frozen=True):
    """An item, a variation of one, a tax, a discount. `data` is what stands in its `…_data`, without variations."""

    id: str
    type: str
    updated_at: int
    """Unix milliseconds, which are its version too (recorded)."""
    data: Mapping[str, Any] = {}
    given: Mapping[str, Any] = {}
    """Where it is present, and the like: as it was sent."""
    deleted: bool = False


class EventsKept(msgspec.Struct, frozen=True):
    """From when to when events could be searched for: pairs of unix milliseconds, the last one perhaps open."""

    spans: tuple[tuple[int, int | None], ...] = ()
    id: str = "events kept"


class Trial(msgspec.Struct, frozen=True):
    """What a subscription is sent to try it out: about nothing. `id` is a UUID."""

    id: str
    subscription_id: str
