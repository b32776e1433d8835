"""PaymentMethod: a card (or another way to pay) and whose it is. Not: whether paying with it works, see test_values.

The number itself is never kept: brand, last four and a fingerprint are, and the name of the published test instrument
that it is, if it is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of a card. Checks are `pass`, `fail`, `unavailable`, `unchecked` or None."""

    brand: str
    country: str
    exp_month: int
    exp_year: int
    fingerprint: str
    funding: str
    last4: str
    cvc_check: str | None = "unchecked"
    address_line1_check: str | None = None
    address_postal_code_check: str | None = None


class PaymentMethod(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A way to pay. `instrument` names a published test card by its number, a test account by its name; else None."""

    id: str
    created: int
    type: str = "card"
    card: Card | None = None
    details: Mapping[str, Any] = {}
    """The part of its type, for a method that is no card."""
    billing_details: Mapping[str, Any] = {}
    customer: str | None = None
    allow_redisplay: str = "unspecified"
    metadata: Mapping[str, str] = {}
    instrument: str | None = None
    set_up: bool = False
    """Authenticated once for later use: the bank lets off-session charges through."""
    asks: bool = False
    """A card of the live side whose bank asks its holder every time."""
    verified: bool = True
    """Whether an account is known to be its holder's; a card is not asked that."""
    used: bool = False
    """Used or detached without an owner: it can never be used again."""


def attached(method: PaymentMethod, customer: str) -> PaymentMethod:
    """Return the method as its new owner's; the network has looked at it now."""
    return replace(checked(method), customer=customer)


def detached(method: PaymentMethod) -> PaymentMethod:
    """Return the method without an owner; it can never be attached again."""
    return replace(method, customer=None, used=True)


def checked(method: PaymentMethod, outcome: str = "pass") -> PaymentMethod:
    """Return the method after a network attempt, a declined one included: its security code was checked."""
    if method.card is None or method.card.cvc_check != "unchecked":
        return method
    return replace(method, card=replace(method.card, cvc_check=outcome))
