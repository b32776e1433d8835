"""Opened: what the buyer's browser needs to pay. Not: whether anything was paid."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opened:
    """A payment that can be paid: on our page by its client secret or its own id, or at the provider's address."""

    object_id: str
    client_secret: str | None = None
    url: str | None = None
    page_id: str | None = None
    """The provider's name for the page, where closing the payment needs it."""
    closed: bool = False
    """Cancelled or expired: no money can come through it any more."""
