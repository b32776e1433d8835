"""How a product is shown: whole, briefly, in a list. Not: what it costs."""

from __future__ import annotations

from typing import Any

from simulator.paypal.moments import utc
from simulator.paypal.resources.product import Product
from simulator.paypal.shapes.links import link
from simulator.world import Books


def product(books: Books, value: Product, manner: str = "full") -> dict[str, Any]:
    """Return a product, keys in the recorded order."""
    place = f"/v1/catalogs/products/{value.id}"
    links = [link(books, place, "self"), link(books, place, "edit", "PATCH")]
    made: dict[str, Any] = {"id": value.id, "name": value.name}
    if manner in ("listed", "minimal"):
        made |= {"description": value.description} if value.description else {}
        return {**made, "create_time": utc(value.created), "links": links[:1] if manner == "listed" else links}
    optional = {
        "description": value.description, "type": value.type, "category": value.category,
        "image_url": value.image_url, "home_url": value.home_url,
    }  # fmt: skip
    made |= {key: item for key, item in optional.items() if item is not None}
    return {**made, "create_time": utc(value.created), "update_time": utc(value.updated), "links": links}
