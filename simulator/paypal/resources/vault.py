"""Setup token and payment token: a way to pay that is kept for later. Not: paying with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

SetupStatus = Literal["CREATED", "PAYER_ACTION_REQUIRED", "APPROVED", "VAULTED"]


class SetupToken(msgspec.Struct, frozen=True, kw_only=True):
    """Asks a buyer to let a way to pay be kept. Nothing of a card is here but what may be shown."""

    id: str
    created: int
    customer: str
    kind: str
    source: Mapping[str, Any]
    """As it is shown."""
    status: SetupStatus = "CREATED"
    return_url: str | None = None
    cancel_url: str | None = None


class PaymentToken(msgspec.Struct, frozen=True, kw_only=True):
    """A way to pay that is kept."""

    id: str
    created: int
    customer: str
    kind: str
    source: Mapping[str, Any]
    order: str | None = None
    """The order whose payment saved it."""
    deleted: bool = False
