"""A connected account: whose payments a platform takes. Not: what happens in it, which its own books tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.world import Books


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedAccount:
    """One merchant of a platform. It is enabled when it has told the provider all that it must, once and for all."""

    id: str
    created: int
    type: str
    """`standard`, `express` or `custom`; `none` where the platform named a controller."""
    country: str
    default_currency: str
    email: str | None = None
    business_type: str | None = None
    business_profile: Mapping[str, Any] = field(default_factory=dict)
    capabilities: tuple[str, ...] = ()
    """Those that were asked for, by name."""
    controller: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    enabled: bool = False
    deleted: bool = False


def connected(books: Books, account: str) -> bool:
    """Say whether the merchant is the platform of that account."""
    found = books.objects.get(account)
    return isinstance(found, ConnectedAccount) and not found.deleted
