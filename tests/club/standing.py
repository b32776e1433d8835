"""What a provider says of a membership, in the club's words."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any, NamedTuple, Protocol

GRACE_S = 3 * 86_400


class Standing(NamedTuple):
    """One membership as the provider has it now. Times are unix seconds."""

    paid: bool
    """Paid for, or in its trial."""
    over: bool
    plan: str
    """The provider's id."""
    owed_since: float | None = None
    """When the period began that was not paid; None: nothing is owed."""
    until: float | None = None
    """The end of what was paid; None: not known."""
    trial: bool = False


class Provider(Protocol):
    """One way to pay."""

    def begin(self, plan: str, member: str, key: str, *, trial: bool, source: str) -> tuple[str, dict[str, Any]]:
        """Make a subscription; return its id, and what the member's browser needs to pay it."""

    def standing(self, subscription: str) -> Standing:
        """Ask what it is now."""

    def change(self, subscription: str, plan: str, key: str) -> dict[str, Any]:
        """Change its plan."""

    def cancel(self, subscription: str) -> None:
        """Let it end, with its period where there is that."""

    def ends(self, subscription: str) -> bool:
        """Whether it was cancelled, for now or for the end of its period."""

    def heard(self, body: bytes, headers: Any) -> list[str] | None:
        """Return which subscriptions an event is about; None: it is not genuine."""


def has_access(standing: Standing) -> bool:
    """Decide from what the provider says."""
    if standing.over:
        return False
    if standing.until is not None and standing.until + GRACE_S < time.time():
        return False
    if standing.paid:
        return True
    return standing.owed_since is not None and time.time() < standing.owed_since + GRACE_S


def seconds(told: str) -> float:
    """Return unix seconds of a time as RFC 3339 writes it."""
    return datetime.fromisoformat(told).timestamp()
