"""How the catalogue looks: an item shows its variations inside. Not: deciding."""

from __future__ import annotations

from typing import Any

from simulator.square import times
from simulator.square.resources.seller import CatalogObject
from simulator.world import Books


def data_key(kind: str) -> str:
    """Return where an object of that type keeps what is its own: `item_data`, `item_variation_data`."""
    return f"{kind.lower()}_data"


def catalog_object(books: Books, value: CatalogObject) -> dict[str, Any]:
    data = dict(value.data)
    if value.type == "ITEM":
        within = [
            one
            for one in books.of_kind(CatalogObject)
            if one.type == "ITEM_VARIATION" and one.data.get("item_id") == value.id and not one.deleted
        ]
        if within:
            data["variations"] = [catalog_object(books, one) for one in within]
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
