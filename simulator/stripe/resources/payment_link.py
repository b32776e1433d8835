"""Payment link: an address that opens a new checkout for whoever follows it. Not: those checkouts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace


class PaymentLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link: what it sells, and what its sessions are made of. `created` is a unix second of the world's clock."""

    id: str
    created: int
    currency: str
    url: str
    line_items: tuple[Any, ...]
    """Lines as a session has them; those of its sessions are copies with ids of their own."""
    active: bool = True
    after_completion: Mapping[str, Any] = {}
    completed: int = 0
    """How many of its sessions were completed."""
    inactive_message: str | None = None
    intent_data: Mapping[str, Any] | None = None
    """`payment_intent_data`, for the sessions."""
    subscription_data: Mapping[str, Any] | None = None
    """The same of what is subscribed to; None for a link that sells no subscription."""
    limit: int | None = None
    """How many of its sessions may be completed."""
    metadata: Mapping[str, str] = {}
    options: Mapping[str, Any] = {}
    """Parameters that are shown as they were given, and handed to the sessions."""


def completed(link: PaymentLink) -> PaymentLink:
    """Return the link after one more of its sessions was completed; the last one that it allows switches it off."""
    count = link.completed + 1
    return replace(link, completed=count, active=link.active and (link.limit is None or count < link.limit))
