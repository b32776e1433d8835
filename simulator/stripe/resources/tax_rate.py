"""TaxRate: a percentage that a merchant adds to what is sold, or says to be contained. Not: tax law."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec


class TaxRate(msgspec.Struct, frozen=True, kw_only=True):
    """Times are unix seconds. What it takes can never be changed."""

    id: str
    created: int
    display_name: str
    percentage: Decimal
    inclusive: bool
    active: bool = True
    country: str | None = None
    description: str | None = None
    jurisdiction: str | None = None
    metadata: Mapping[str, str] = {}
    state: str | None = None
    tax_type: str | None = None
