"""Payment link: a page on which a buyer pays one order. Not: that page, nor the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class PaymentLink(msgspec.Struct, frozen=True):
    """A page for one order. Times are unix milliseconds."""

    id: str
    code: str
    """The end of its short address."""
    order_id: str
    created_at: int
    updated_at: int | None = None
    version: int = 1
    given: Mapping[str, Any] = {}
    """Description, checkout options, pre-populated data, payment note: echoed."""
    deleted: bool = False


class LinkAddress(msgspec.Struct, frozen=True):
    """The end of a link's short address as an object of its own, by which a page finds the link."""

    id: str
    link_id: str
