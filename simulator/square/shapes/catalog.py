"""How the catalogue looks: an item, and a plan, shows its variations inside. Not: deciding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from simulator.square import times
from simulator.square.resources.seller import CatalogObject
from simulator.world import Books


class Within(NamedTuple):
    """Where an object shows those that stand inside it, of which kind these are, and where they name it."""

    list: str
    kind: str
    names: str


WITHIN: Mapping[str, Within] = {
    "ITEM": Within("variations", "ITEM_VARIATION", "item_id"),
    "SUBSCRIPTION_PLAN": Within("subscription_plan_variations", "SUBSCRIPTION_PLAN_VARIATION", "subscription_plan_id"),
}


def data_key(kind: str) -> str:
    """Return where an object of that type keeps what is its own: `item_data`, `item_variation_data`."""
    return f"{kind.lower()}_data"


def catalog_object(books: Books, value: CatalogObject) -> dict[str, Any]:
    data = dict(value.data)
    within = WITHIN.get(value.type)
    if within is not None:
        inside = [
            one
            for one in books.of_kind(CatalogObject)
            if one.type == within.kind and one.data.get(within.names) == value.id and not one.deleted
        ]
        if inside:
            data[within.list] = [catalog_object(books, one) for one in inside]
    return {
        "type": value.type,
        "id": value.id,
        "updated_at": times.trimmed(value.updated_at),
        "version": value.updated_at,
        "is_deleted": value.deleted,
        "present_at_all_locations": True,
        **value.given,
        data_key(value.type): data,
    }
