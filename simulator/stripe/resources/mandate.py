"""Mandate: a customer's permission to debit an account. Not: a debit.

Source: Stripe, "The Mandate object".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

Status = Literal["active", "inactive", "pending"]


class Mandate(msgspec.Struct, frozen=True, kw_only=True):
    """A permission. `amount` (minor units) and `currency` belong to one that is used once; None for one that stays."""

    id: str
    created: int
    payment_method: str
    kind: str
    """The payment method's type."""
    acceptance: Mapping[str, Any]
    """`customer_acceptance` as it is shown."""
    status: Status = "active"
    amount: int | None = None
    currency: str | None = None
    reference: str = ""
    """What the customer's bank shows; SEPA only."""

    @property
    def lasting(self) -> bool:
        """Whether later debits may rest on it as well."""
        return self.amount is None


def revoked(mandate: Mandate) -> Mandate:
    """Return the mandate after its use or its end: no later debit may rest on it."""
    return replace(mandate, status="inactive")
