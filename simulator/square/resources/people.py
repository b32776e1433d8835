"""Customers, their cards on file, and card nonces that a page has made. Not: what is paid with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from simulator.square.card_face import CardFace


class Customer(msgspec.Struct, frozen=True):
    """A buyer whom the seller knows. Times are unix milliseconds."""

    id: str
    created_at: int
    updated_at: int
    given: Mapping[str, Any] = {}
    """Names, address, reference: as they were sent."""
    version: int = 0
    deleted: bool = False


class Card(msgspec.Struct, frozen=True):
    """A card on file. Times are unix milliseconds."""

    id: str
    created_at: int
    face: CardFace
    customer_id: str
    given: Mapping[str, Any] = {}
    """Cardholder, billing address, reference."""
    enabled: bool = True
    version: int = 1


class Nonce(msgspec.Struct, frozen=True):
    """A card as a page has tokenised it: good for one use."""

    id: str
    face: CardFace
    used: bool = False
    entry_method: str = "KEYED"
    verified: bool = False
    """Whether the buyer has passed a challenge of the bank."""
