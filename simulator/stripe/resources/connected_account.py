"""A connected account: whose payments a platform takes. Not: what happens in it, which its own books tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from simulator.world import Books


class ConnectedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One merchant of a platform. It is enabled when it has told the provider all that it must, once and for all."""

    id: str
    created: int
    type: str
    """`standard`, `express` or `custom`; `none` where the platform named a controller."""
    country: str
    default_currency: str
    email: str | None = None
    business_type: str | None = None
    business_profile: Mapping[str, Any] = {}
    capabilities: tuple[str, ...] = ()
    """Those that were asked for, by name."""
    controller: Mapping[str, Any] = {}
    metadata: Mapping[str, str] = {}
    enabled: bool = False
    deleted: bool = False


def connected(books: Books, account: str) -> bool:
    """Say whether the merchant is the platform of that account."""
    found = books.objects.get(account)
    return isinstance(found, ConnectedAccount) and not found.deleted
