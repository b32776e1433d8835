"""Customer portal: what customers may do there themselves, and a visit of one of them. Not: what they do.

Source: stripe-python 16.1's types and Stripe's published example; not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class PortalConfiguration(msgspec.Struct, frozen=True, kw_only=True):
    """What customers may do. Times are unix seconds of the world's clock."""

    id: str
    created: int
    updated: int
    features: Mapping[str, Mapping[str, Any]]
    """Complete: what was not said stands there as its default."""
    active: bool = True
    business_profile: Mapping[str, Any] = {}
    default_return_url: str | None = None
    is_default: bool = False
    login_page: bool = False
    metadata: Mapping[str, str] = {}
    name: str | None = None


class PortalSession(msgspec.Struct, frozen=True, kw_only=True):
    """An address at which one customer manages what they have subscribed to, for a while."""

    id: str
    created: int
    customer: str
    configuration: str
    secret: str
    """The end of its address: whoever knows it is let in."""
    url: str
    flow: Mapping[str, Any] | None = None
    """Where the visit leads, and to what; None: to the portal's first page."""
    locale: str | None = None
    return_url: str | None = None
