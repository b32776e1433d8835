"""Product: what a merchant sells, as Catalog Products keeps it. Not: plans and prices."""

from __future__ import annotations

import msgspec


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """Times are unix seconds of the world's clock."""

    id: str
    created: int
    updated: int
    name: str
    type: str = "PHYSICAL"
    description: str | None = None
    category: str | None = None
    image_url: str | None = None
    home_url: str | None = None
