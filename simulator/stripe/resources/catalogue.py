"""Product and Price, as a checkout session makes them of `price_data`. Not: a catalogue that a merchant keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What is sold."""

    id: str
    created: int
    name: str
    active: bool = False
    description: str | None = None
    images: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    tax_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What it costs. `unit_amount` is an integer in the currency's minor unit; one made for a session is not active."""

    id: str
    created: int
    product: str
    currency: str
    unit_amount: int
    active: bool = False
    tax_behavior: str = "unspecified"
